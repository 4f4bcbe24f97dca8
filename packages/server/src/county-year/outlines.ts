import { type Census, census, type Ending, type Story, type Year } from './census.ts'
import { type KindName, kindOf } from './kinds.ts'
import { type Random, seeded } from './random.ts'
import { isViolation } from './violations.ts'

/** One project of the county before it has days or money. */
export interface Outline {
  readonly projectId: string
  readonly kind: KindName
  /** Of its award; a tender that failed has that of its retender. */
  readonly year: number
  readonly ending: Ending
  readonly story: Story | undefined
  /** Where it stands in the year among its like: 0 is the beginning, 1 the end of November. */
  readonly position: number
  /** Sections of one tender share their days and their session. */
  readonly programme: string | undefined
  readonly retenderOf: string | undefined
  readonly retenderAs: string | undefined
}

type Draft = { -readonly [Field in keyof Outline]: Outline[Field] }

/** Stories take days; at the very beginning and end of the year there are none to spare. */
const STORY_FROM = 0.08
const STORY_UNTIL = 0.92

/** Stories that take weeks end in the same year only if they begin early. */
const LONG_STORIES: readonly Story[] = ['upheldComplaint', 'dismissedComplaint', 'secondCandidate', 'lateContract']
const LONG_STORY_UNTIL = 0.7

export const outlineYears = (seed: string): readonly Outline[] => [
  ...outlineYear(seed, 2022),
  ...outlineYear(seed, 2023),
]

function outlineYear(seed: string, year: Year): readonly Outline[] {
  const random = seeded(`${seed}/outlines/${year}`)
  const drafts = draftsOf(year, census[year])
  joinSections(drafts, census[year], year, random)
  dealStories(drafts, census[year], random)
  return [...drafts, ...firstTenders(drafts, census[year], random)]
}

/** Evenly over the year, and numbered in its order. */
function draftsOf(year: Year, { ending }: Census): Draft[] {
  const drafts = entriesOf(ending).flatMap(([end, counts]) =>
    entriesOf(counts).flatMap(([kind, count]) =>
      Array.from({ length: count }, (_, i) => draftOf(year, kind, end, (i + 0.5) / count)),
    ),
  )
  drafts.sort((a, b) => a.position - b.position)
  const numbers = new Map<string, number>()
  for (const draft of drafts) {
    const { letter } = kindOf(draft.kind)
    const number = (numbers.get(letter) ?? 0) + 1
    numbers.set(letter, number)
    draft.projectId = `EX-${year}-${letter}${String(number).padStart(3, '0')}`
  }
  return drafts
}

const draftOf = (year: Year, kind: KindName, ending: Ending, position: number): Draft => ({
  projectId: '',
  kind,
  year,
  ending,
  story: undefined,
  position,
  programme: undefined,
  retenderOf: undefined,
  retenderAs: undefined,
})

function joinSections(drafts: readonly Draft[], { programmes }: Census, year: Year, random: Random): void {
  for (const [i, { kind, sections }] of programmes.entries()) {
    const free = drafts.filter((draft) => draft.kind === kind && isFree(draft))
    const first = random.int(0, free.length - sections)
    const joined = free.slice(first, first + sections)
    for (const draft of joined) {
      draft.programme = `EX-${year}-PROGRAMME-${i + 1}`
      draft.position = joined[0]?.position ?? draft.position
    }
  }
}

function dealStories(drafts: readonly Draft[], { stories }: Census, random: Random): void {
  const dealt = random.shuffle(drafts)
  for (const [story, kind, count] of stories)
    for (const draft of take(dealt, kind, count, (free) => suits(free, story))) draft.story = story
}

/** The tenders that failed, one before each project that is tendered again (二次). */
function firstTenders(drafts: readonly Draft[], { retendered }: Census, random: Random): Draft[] {
  const dealt = random.shuffle(drafts)
  return entriesOf(retendered).flatMap(([kind, count]) =>
    take(dealt, kind, count).map((again) => {
      const first: Draft = { ...again, ending: 'failed' }
      again.projectId = `${first.projectId}-2`
      again.retenderOf = first.projectId
      first.retenderAs = again.projectId
      return first
    }),
  )
}

const suits = ({ ending, position }: Draft, story: Story): boolean =>
  (ending === 'contract' || !(isViolation(story) || story === 'terminated')) &&
  (position <= LONG_STORY_UNTIL || !LONG_STORIES.includes(story))

function take(
  drafts: readonly Draft[],
  kind: KindName,
  count: number,
  isWanted: (draft: Draft) => boolean = () => true,
): readonly Draft[] {
  const taken = drafts.filter((draft) => draft.kind === kind && isFree(draft) && isWanted(draft)).slice(0, count)
  if (taken.length < count) throw new RangeError(`${count} free projects of kind ${kind} are asked for`)
  return taken
}

const isFree = ({ story, programme, position, ending, retenderOf }: Draft): boolean =>
  story === undefined &&
  programme === undefined &&
  retenderOf === undefined &&
  (ending === 'contract' || ending === 'closed') &&
  position >= STORY_FROM &&
  position <= STORY_UNTIL

const entriesOf = <Key extends string, Value>(record: { readonly [K in Key]?: Value }) =>
  Object.entries(record) as [Key, Value][]
