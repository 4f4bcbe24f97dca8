/**
 * The example obeys the law, except here: a few named records that show what a violation looks like. Their titles say
 * so. Rule ids are those of the rules catalogue.
 */
export const violations = {
  shortPeriod: { rule: 'R01', says: 'less than 20 days from the documents to the deadline, 招标投标法 art. 24' },
  shortPublicity: { rule: 'R11', says: 'candidates publicised for one day, 实施条例 art. 54' },
  overlongAnswer: { rule: 'R12', says: 'objection answered after 3 days, 实施条例 art. 54' },
  lateContract: { rule: 'R14', says: 'contract signed more than 30 days after the notice, 招标投标法 art. 46' },
  lateReport: { rule: 'R16', says: 'written report after 15 days, 招标投标法 art. 47' },
  latePublication: { rule: 'R17', says: 'contract published after 2 working days, 政府采购法实施条例 art. 50' },
  lateRelease: { rule: 'R20', says: 'bid bonds back more than 5 days after the contract, 实施条例 art. 57' },
  historicBond: { rule: 'R20', says: 'a bid bond held for years, 历史沉淀保证金, 实施条例 art. 57' },
} as const satisfies { readonly [story: string]: { readonly rule: string; readonly says: string } }

export type Violation = keyof typeof violations

export const isViolation = (story: string): story is Violation => Object.hasOwn(violations, story)

/** One record that breaks a rule on purpose. */
export interface NamedViolation {
  readonly projectId: string
  readonly rule: string
  readonly says: string
}
