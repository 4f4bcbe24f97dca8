import type { KindName } from './kinds.ts'
import type { Violation } from './violations.ts'

/** How many projects of each kind the county has in a year, how they end, and what happens on the way. */

export type Year = 2022 | 2023

/**
 * `contract`: signed here. `closed`: the contract is kept elsewhere (办结). `failed`: 流标, tendered again. `demanded`:
 * accepted, never tendered, ended after a demand (催告). `open`: still tendering when the books are closed.
 */
export type Ending = 'contract' | 'closed' | 'failed' | 'cancelled' | 'demanded' | 'open'

/** At most one of them happens to a project. Those of `Violation` break the law, and say so. */
export type Story =
  | Violation
  | 'clarified'
  | 'extended'
  | 'documentsObjection'
  | 'upheldDocumentsObjection'
  | 'openingObjection'
  | 'evaluationObjection'
  | 'paperObjection'
  | 'documentsQuery'
  | 'awardQuery'
  | 'secondCandidate'
  | 'upheldComplaint'
  | 'dismissedComplaint'
  | 'refusedComplaint'
  | 'withdrawnComplaint'
  | 'ratePriced'
  | 'terminated'

type Counts = Partial<Record<KindName, number>>

export interface Census {
  readonly ending: { readonly [E in Exclude<Ending, 'failed'>]?: Counts }
  /** Of the above, how many were tendered once before, and failed. */
  readonly retendered: Counts
  /** Tenders of several sections (标段), all contracted. */
  readonly programmes: readonly { readonly kind: KindName; readonly sections: number }[]
  readonly stories: readonly (readonly [story: Story, kind: KindName, count: number])[]
}

export const census: { readonly [Y in Year]: Census } = {
  // 57 works.
  2022: {
    ending: {
      contract: {
        works: 45,
        smallWorks: 12,
        services: 15,
        tender: 21,
        consultation: 11,
        negotiation: 4,
        singleSource: 4,
      },
      closed: { tender: 8, consultation: 6, enquiry: 6, framework: 2, land: 10, property: 38, rural: 18 },
      cancelled: { works: 1 },
    },
    retendered: { works: 2, tender: 2, property: 1 },
    programmes: [
      { kind: 'works', sections: 2 },
      { kind: 'works', sections: 2 },
    ],
    stories: [
      ['shortPeriod', 'works', 1],
      ['shortPublicity', 'works', 1],
      ['lateReport', 'works', 1],
      ['clarified', 'works', 8],
      ['extended', 'works', 4],
      ['documentsObjection', 'works', 4],
      ['evaluationObjection', 'works', 5],
      ['secondCandidate', 'works', 1],
      ['ratePriced', 'services', 1],
      ['terminated', 'tender', 1],
      ['awardQuery', 'tender', 3],
      ['latePublication', 'tender', 1],
      ['dismissedComplaint', 'consultation', 1],
    ],
  },
  // 80 works, 17 services and 60 purchases with a contract; 139 without.
  2023: {
    ending: {
      contract: {
        works: 60,
        smallWorks: 20,
        services: 17,
        tender: 34,
        consultation: 14,
        negotiation: 7,
        singleSource: 5,
      },
      closed: {
        tender: 15,
        consultation: 7,
        enquiry: 8,
        framework: 3,
        singleSource: 2,
        land: 14,
        property: 62,
        rural: 28,
      },
      cancelled: { works: 1, property: 1 },
      demanded: { tender: 1 },
      open: { works: 4, tender: 3, land: 1 },
    },
    retendered: { works: 4, services: 1, tender: 4, property: 2 },
    programmes: [
      { kind: 'works', sections: 3 },
      { kind: 'works', sections: 2 },
      { kind: 'works', sections: 2 },
      { kind: 'services', sections: 2 },
    ],
    // 41 objections online and 3 complaints online are the county's 44; the refused complaint comes on paper.
    stories: [
      ['overlongAnswer', 'works', 1],
      ['lateContract', 'works', 1],
      ['lateRelease', 'works', 1],
      ['upheldComplaint', 'works', 1],
      ['secondCandidate', 'works', 2],
      ['extended', 'works', 4],
      ['clarified', 'works', 4],
      ['upheldDocumentsObjection', 'works', 3],
      ['documentsObjection', 'works', 7],
      ['evaluationObjection', 'works', 5],
      ['evaluationObjection', 'smallWorks', 4],
      ['openingObjection', 'works', 1],
      ['openingObjection', 'smallWorks', 2],
      ['paperObjection', 'works', 2],
      ['documentsObjection', 'services', 2],
      ['evaluationObjection', 'services', 2],
      ['refusedComplaint', 'services', 1],
      ['documentsQuery', 'tender', 5],
      ['awardQuery', 'tender', 4],
      ['dismissedComplaint', 'tender', 1],
      ['secondCandidate', 'tender', 1],
      ['awardQuery', 'consultation', 2],
      ['withdrawnComplaint', 'consultation', 1],
    ],
  },
}
