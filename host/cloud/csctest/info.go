// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

// language is the only one that the server speaks.
const language = "uk-UA"

// infoAnswer is section 11.1.
type infoAnswer struct {
	Specs       string   `json:"specs"`
	Name        string   `json:"name"`
	Logo        string   `json:"logo"`
	Region      string   `json:"region"`
	Lang        string   `json:"lang"`
	Description string   `json:"description"`
	AuthType    []string `json:"authType"`
	OAuth2      string   `json:"oauth2,omitempty"`
	Methods     []string `json:"methods"`

	*infoAnswer2
}

// infoAnswer2 are the members since CSC 2.
type infoAnswer2 struct {
	Issuer       string           `json:"oauth2Issuer,omitempty"`
	Asynchronous bool             `json:"asynchronousOperationMode"`
	Algorithms   signAlgorithms   `json:"signAlgorithms"`
	Formats      map[string][]any `json:"signature_formats"`
	Levels       []string         `json:"conformance_levels"`
}

type signAlgorithms struct {
	Algorithms []string `json:"algos"`
}

// info: section 11.1.
func (s *Server) info(c *call) (any, *refusal) {
	if _, refused := c.in.optional("lang"); refused != nil {
		return nil, refused
	}
	here := origin(c.http) + s.options.Path
	answer := infoAnswer{
		Specs: "1.0.3.0", // that of the text 1.0.4.0
		Name:  s.options.App, Logo: here + "/logo.png", Region: "UA", Lang: language,
		Description: "Навчальний надавач віддаленого підпису",
		AuthType:    []string{"oauth2code"},
		OAuth2:      here,
		Methods:     s.methodNames(),
	}
	if s.options.Version == 1 {
		return answer, nil
	}
	answer.Specs = "2.0.0.2"
	answer.infoAnswer2 = &infoAnswer2{
		Asynchronous: s.options.Async,
		Algorithms:   signAlgorithms{s.algorithms()},
		Formats:      map[string][]any{"formats": {}, "envelope_properties": {}}, // signDoc is not supported
		Levels:       []string{},
	}
	if s.options.Issuer {
		answer.OAuth2, answer.Issuer = "", here
	}
	return answer, nil
}

// algorithms are those of all credentials.
func (s *Server) algorithms() (all []string) {
	seen := map[string]bool{}
	for _, c := range s.credentials {
		for _, oid := range algorithmsOf(c.keys.SignKey.Public()) {
			if !seen[oid] {
				seen[oid] = true
				all = append(all, oid)
			}
		}
	}
	return all
}
