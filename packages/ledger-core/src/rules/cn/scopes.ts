/** Scopes that several rules share. */

/** 招标: open and invited tenders, those for a framework among them; no sales, and none of the other procedures. */
export const tenders = {
  methods: ['open', 'selective'],
  procedures: ['openTender', 'invitedTender', 'framework', 'unstated'],
  categories: ['works', 'goods', 'services', 'other', 'unstated'],
} as const satisfies { readonly [field: string]: readonly string[] }

/** What ends the duties of a procedure that is not carried on. */
export const tenderEnds = [{ event: 'TenderFailed' }, { event: 'ProjectCancelled' }] as const

/** What a ruling waits for, as the cause of a pause or of a suspension: TBR 61, GPR 58. */
export const tests = ['tests', '检验', '检测', '鉴定', '专家评审'] as const

/** GPR 58: materials that the complainant must add. */
export const supplements = ['supplements', '补正'] as const
