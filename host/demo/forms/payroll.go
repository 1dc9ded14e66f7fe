// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package forms

// payroll is what an organisation files that pays wages.
var payroll = Form{
	Code: "J0500110",
	Title: Words{
		"Податковий розрахунок сум доходу, виплаченого працівникам, та утриманого з них податку",
		"Tax calculation of wages paid to employees and of the tax withheld",
	},
	lines: []line{
		{"R01G3", Words{"Працівників", "Employees"}, People, 3},
		{"R02G3", Words{"Нараховано зарплати", "Wages"}, Money, 90_000_00},
		{"R03G3", Words{"Податок на доходи, 18 %", "Income tax, 18 %"}, Money, 16_200_00},
		{"R04G3", Words{"Військовий збір, 5 %", "Military levy, 5 %"}, Money, 4_500_00},
		{"R05G3", Words{"Єдиний внесок, 22 %", "Social contribution, 22 %"}, Money, 19_800_00},
		{"R06G3", Words{"Разом до сплати", "To be paid"}, Money, 40_500_00},
	},
}
