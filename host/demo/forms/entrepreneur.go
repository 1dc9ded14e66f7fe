// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package forms

// entrepreneur is what a sole proprietor on the single tax files.
var entrepreneur = Form{
	Code: "F0103309",
	Title: Words{
		"Податкова декларація платника єдиного податку — фізичної особи — підприємця",
		"Tax return of a sole proprietor on the single tax",
	},
	own: true,
	lines: []line{
		{"R01G3", Words{"Дохід за квартал", "Income of the quarter"}, Money, 120_000_00},
		{"R02G3", Words{"Єдиний податок, 5 %", "Single tax, 5 %"}, Money, 6_000_00},
		{"R03G3", Words{"Військовий збір, 1 %", "Military levy, 1 %"}, Money, 1_200_00},
		{"R04G3", Words{"Разом до сплати", "To be paid"}, Money, 7_200_00},
	},
}
