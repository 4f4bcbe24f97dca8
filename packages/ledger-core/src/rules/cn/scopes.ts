/** Scopes that several rules share. */

/** 招标: open and invited tenders, those for a framework among them; no sales, and none of the other procedures. */
export const tenders = {
  methods: ['open', 'selective'],
  procedures: ['openTender', 'invitedTender', 'framework', 'unstated'],
  categories: ['works', 'goods', 'services', 'other', 'unstated'],
} as const satisfies { readonly [field: string]: readonly string[] }

/** What ends the duties of a procedure that is not carried on. */
export const tenderEnds = [{ event: 'TenderFailed' }, { event: 'ProjectCancelled' }] as const
