// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import "github.com/pidpys/pidpys/host/pades/internal/pdf"

// What the author of a certified file allows others to change: ISO 32000-1
// table 254.
const (
	anything  = 0 // the file is not certified
	noChanges = 1
	formsOnly = 2 // the rule where none is stated
)

// certified reads what the author allows: ISO 32000-1 section 12.8.4.
func certified(r *pdf.Revision, catalog pdf.Dict) (int64, error) {
	permissions, err := r.Dict(catalog["Perms"])
	if err != nil {
		return anything, err
	}
	signature, err := r.Dict(permissions["DocMDP"])
	if err != nil || signature == nil {
		return anything, err
	}
	references, err := r.Array(signature["Reference"])
	if err != nil {
		return anything, err
	}
	for _, o := range references {
		reference, err := r.Dict(o)
		if err != nil {
			return anything, err
		}
		if reference["TransformMethod"] != pdf.Name("DocMDP") {
			continue
		}
		parameters, err := r.Dict(reference["TransformParams"])
		if err != nil {
			return anything, err
		}
		if rule, ok := parameters["P"].(int64); ok {
			return rule, nil
		}
	}
	return formsOnly, nil
}
