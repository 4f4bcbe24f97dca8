import { type CalendarDate, dateOfDay, dayNumber } from '../kernel/calendar-date.ts'
import {
  cnCalendar,
  cnGpl,
  cnNingbo,
  cnPuyang,
  cnTbl,
  firstDayAfter,
  lastDayBefore,
  lastDayWithin,
  type Pack,
  type Part,
  type Period,
  type Rule,
  type Scope,
} from '../rules/index.ts'
import { periodWords } from '../rules/words.ts'

/** Where the repository keeps the document. */
export const RULES_DOCUMENT = new URL('../../../../docs/rules.md', import.meta.url)

const DOOR = '@procurement-ledger/core/rules'
const PACKS: readonly Pack[] = [cnTbl, cnGpl, cnNingbo, cnPuyang]

/** Days before long holidays, so that the examples show what rolling and make-up days do. */
const EXAMPLE_DAYS = ['2023-01-18', '2023-09-26', '2024-02-07'] as const

const intro = `# Rules

This page is generated from the packs in \`packages/ledger-core/src/rules/cn\`; renew it with \`pnpm docs:rules\`. A rule is
data: what begins a period, what ends it, how many days of which kind, what stops its clock, whom it binds, from when on,
and the article. What data cannot say is a named function. \`judge\` takes the effective facts of one project, a day, packs
and a calendar, and gives one result of each rule and subject: an award, a contract, a bond, an objection, a complaint,
and else the project.

\`\`\`ts
import { cnCalendar, cnGpl, cnTbl, judge } from '${DOOR}'

const { results } = judge(history, { on, packs: [cnTbl, cnGpl], calendar: cnCalendar })
// { rule: 'R14', version: 1, subject: { kind: 'award', id: 'A-1' }, state: 'pending', severity: 'warn',
//   dueOn: '2023-03-31', events: ['...'], message: 'no ContractSigned yet, due 2023-03-31, ...' }
\`\`\`

Articles are named, not quoted; how each is counted is said in the project's own words. Nothing here is legal advice. The
rules were read article by article against 招标投标法 (as amended 2017-12-27), 招标投标法实施条例 (2019-03-02), 政府采购法
(2014-08-31), 政府采购法实施条例 (2015-01-30) and the two cities' regulations. What rests on none of these texts stands under
**unverified**, here and in \`GET /v1/rules\`.

## States

| state | means |
|---|---|
| \`pass\` | what the rule asks for was done, or is so |
| \`violated\` | it was done too late, too early or too much, or it is missing and its day is over |
| \`pending\` | it is missing, and its day is not over |
| \`notApplicable\` | the rule does not bind the project, its period has not begun, its duty ended in time, or the facts do not tell; the message says which |

A rule of several parts has the state of its worst part. \`dueOn\` is the last lawful day of an act, or the first lawful day
after a minimum; it is given in every state once the period has begun, but while the
period stands still. \`severity\` is \`warn\` for every rule as shipped; a
ledger may set any rule to \`block\`.

## Rules that block

Every rule only warns until a ledger sets it to \`block\`: \`openLedger({ store, rules: ruleSetting({ severities: { R14: 'block' } }) })\`,
\`--block R14,R17\` or \`LEDGER_BLOCK\`. A command is then held to it as a whole, after the procedure, on the day of the last
fact of its project. It is refused with \`RULE_VIOLATED\` where a result is violated with it and was not without it, or was
for another reason: a contract that comes too late is refused, though its missing was a violation before. A fact that has
nothing to do with what is violated already is never refused for it.

The refusal names rule, article and due date. Whoever records the fact all the same states \`overrides: [{ rule, by, reason }]\`
on a fact of the command (\`--override rule:by:reason\`), which is recorded with it; one of a rule that is kept is recorded too.
Corrections and annulments are held to it like any fact. On an imported project, and where the ledger itself states all
facts of the command, what is broken is recorded as a finding. Where nothing blocks, nothing is judged; where something
does, the past of a project is read once for its first command.

## Flags

\`serve --flags\`, or \`openService({ flags: {} })\`, states a \`FlagRaised\` of each violation, once: of one rule, its version
and one subject, from when it comes until it is over. It is \`yellow\` where time alone brought it about, so that what is
missing can still be done, and \`red\` where it was so when the last fact of the project occurred: too late, too early, too
much, or missing for longer. It states no \`green\`: that is for people and analyses that point at something which breaks no
rule. Once nothing is violated any more it states \`FlagResolved\`: \`unfounded\` where, as the facts are known now, it was not
so at the instant of the flag, since they were corrected or had been recorded late; else \`remedied\`.

What comes back after that is another violation, with another flag: \`-2\`, \`-3\` and so on at the end of its id. A violation
that a supervisor resolved while it stood is not flagged again before it was over. A flag that somebody annulled never was,
so a violation that stands is flagged anew. What the ledger resolved a supervisor may still resolve, once: what a person says
stands last. Flags that people raised, and flags of rules that are in no pack any more, are left to people.

\`--flags-since D\` leaves out what fell due before that day (what has no due day: what was so before it). Give it for an
old or imported ledger; left out, everything that is violated is flagged. At most 50 flags of each kind are stated in one
turn. Only the process that keeps the read models states flags; ids and commands are made from what is flagged, so two of
them, or one that ended half way, state nothing twice. It shows itself as \`flags\` in \`/v1/ready\` and in the metrics.

## How days are counted

- Days are civil days in the zone of the venue. An act is in time up to the last millisecond of its last day.
- The day of the act is not counted: within 3 days of the 1st is up to the end of the 4th.
- A period **within** which an act must be done, and that ends on a day off, ends on the next working day.
- A **minimum** is not lengthened by a day off, and what is counted **backwards** is not moved.
- Months end on the day of the same number, or on the last of the month where there is none (民法典 art. 202).
- A suspension of the procedure stops the clock of the acts that may not be recorded while it lasts, and of no other. Its
  first day still counts, the day on which it ends does not: as many days are passed over as lie between the two dates. While it
  lasts such a period stands still: what is missing is \`pending\`, and has no \`dueOn\` until the procedure is resumed.
- Tests and appraisals (检验、检测、鉴定、专家评审) stop the clock of a ruling (实施条例 art. 61, 政府采购法实施条例 art. 58; there
  also materials that the complainant must add, 补正). Where the procedure rests meanwhile, the supervisor states so:
  \`ProcedureSuspended\` with the complaint's id as \`causeRef\`, and as \`cause\` exactly \`tests\` or one of those four words
  (\`supplements\` or 补正), and \`ProcedureResumed\` when the answer is there. A procedure that rests already is resumed and
  suspended anew in one command. Where it goes on, or has ended, no event of the catalogue states the tests: whoever judges
  with the library gives them as \`pauses\` with such a cause; the service and the command line know none.
- A subject is judged by the version of a rule that was in force on the day of its first fact.
- An award that was cancelled or set aside owes nothing from then on; what it had missed by then stays missed.
- Facts are taken as they are effective: corrected, and without those that were annulled.

## Which law applies

A project is bound by what its registration states: \`regime\`, \`method\`, \`procedure\`, \`category\`, \`mandatory\`. Nobody looks
behind that. So works that a government body tenders, and goods and services that belong to them, are registered as
\`TBL\`: 政府采购法 art. 4 and 政府采购法实施条例 art. 7 send them there; as \`GPL\` only where they are bought without a tender.

An imported project states no regime, because OCDS has no field for it (\`procurementMethodDetails\` holds a publisher's
own words), and so no rule of China binds it. No event adds one: \`ProjectImported\` has no such field to correct, and
\`ProjectRegistered\` is refused with \`PROJECT_EXISTS\`. Which law binds imported projects is said by whoever judges them,
with a pack whose scopes take in what is \`unstated\`. This writes one, which \`--packs cn-tbl,./cn-tbl-imported.json\` takes:

\`\`\`ts
const { version, name } = cnTbl
const rules = cnTbl.rules.map((rule) => ({
  ...rule,
  scope: { ...rule.scope, regimes: ['TBL', 'unstated'], methods: ['open', 'selective', 'unstated'], mandatory: undefined },
}))
writeFileSync('cn-tbl-imported.json', JSON.stringify({ id: 'cn-tbl-imported', version, name, rules }))
\`\`\`

## Working days

\`${cnCalendar.version}\` knows 2015 to 2026: Monday to Friday, less the days off and plus the make-up days of the State
Council's yearly notices. A year without a notice is \`CALENDAR_UNKNOWN\`, never a guess: a result that needs it is
\`pending\` and carries the code as \`fault\`, every other result stands. The notice of a year may speak of the last days of
the year before.

When the next notice is out, a file adds its year, \`ledger serve --calendar ./next.json\` or \`LEDGER_CALENDAR\`, and nobody
waits for another version of this software. A year that is listed already is as the file has it. \`off\` are the days off,
first and last day of each run, \`on\` the days that are made up for:

\`\`\`json
{
  "extends": "${cnCalendar.version}",
  "version": "cn-2027.1",
  "years": [{ "year": 2027, "sources": ["the number of the notice"], "off": "MM-DD MM-DD/MM-DD", "on": "MM-DD" }]
}
\`\`\`

Without \`extends\`, and with \`"weekend": ["saturday", "sunday"]\`, it is a calendar of its own, for any country; the library
has \`buildCalendar\` and \`withYears\`. The version that answers name ends with a digest of the file, and all that share
read models are given the same one.

Others count otherwise, and their counts are functions too: \`cardinalDays\` (whole spans of 24 hours), \`digiwhistDays\`
(difference of calendar dates), \`fitsPelican\` (anything from the span rounded down to rounded up).

## R07

A bid after the deadline (招标投标法实施条例 art. 36) is refused by the state machine itself, \`DEADLINE_PASSED\`, whatever a
ledger sets; so there is no rule that could only warn of it. On an imported project it is recorded with that finding.`

const outro = `## Packs of others

A pack is what \`parsePack(data, { functions, moments })\` takes. One that does not parse is \`PACK_INVALID\` with the path of
every issue, and so is one that names a function or a moment that is not given along. Rules of one id in several packs
stand side by side, and each project is judged by those whose scope holds it. \`rules/pack.test.ts\` makes a pack of an
invented country with its own week, function and moment.

The command line takes a pack as a file of JSON wherever it takes the id of one (\`--packs cn-tbl,./own.json\`, or
\`LEDGER_PACKS\`). Such a file may name every function and moment of the packs above; one that needs code of its own is
given as \`rules\` to \`openService\`. Whoever shares read models gives the same files: rows that follow from law are kept
under the digest of the packs, so a file that was changed has them made anew.`

/** `docs/rules.md`: how days are counted, and every rule with its article and examples. */
export const rulesDocument = (): string => `${[intro, ...PACKS.map(packSection), outro].join('\n\n')}\n`

const packSection = ({ id, version, name, rules }: Pack): string =>
  [
    `## ${id}: ${name.en} ${name.zh}`,
    `Version ${version}. In force for what began on the day named, or later.`,
    ...rules.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(ruleSection),
  ].join('\n\n')

function ruleSection(rule: Rule): string {
  const { id, version, name, article, binds, effectiveFrom, counted, severity } = rule
  const lines = [
    `| ${article} | |`,
    '|---|---|',
    `| applies to | ${scopeWords(rule.scope)} |`,
    `| subject | ${[...new Set(rule.parts.map(({ subject }) => subject))].join(', ')} |`,
    `| binds | ${binds} |`,
    `| counted | ${counted} |`,
    `| not applicable | ${rule.silent ?? 'Its period has not begun.'} |`,
    ...(rule.unverified === undefined ? [] : [`| **unverified** | ${rule.unverified} |`]),
    `| since | ${effectiveFrom}; version ${version}, ${severity} |`,
    ...examplesOf(rule.parts).map((example) => `| for example | ${example} |`),
  ]
  return [`### ${id} ${name.en} ${name.zh}`, lines.join('\n')].join('\n\n')
}

function scopeWords({ regimes, methods, procedures, categories, mandatory }: Scope): string {
  const among = (what: string, values: readonly string[] | undefined) =>
    values === undefined ? [] : [`${what} ${values.join(', ')}`]
  const words = [
    ...among('regime', regimes),
    ...among('method', methods),
    ...among('procedure', procedures),
    ...among('category', categories),
    ...(mandatory === undefined ? [] : [mandatory ? 'only where tendering is mandatory' : 'only where it is not']),
  ]
  return words.length === 0 ? 'every project' : words.join('; ')
}

/** Computed by the same functions as the results, from days before long holidays. */
const examplesOf = (parts: readonly Part[]): string[] => [...new Set(parts.flatMap(exampleOf))]

function exampleOf(part: Part): string[] {
  const period = periodOf(part)
  if (period === undefined) return []
  const check = part.check === 'function' ? 'within' : part.check
  const dates = EXAMPLE_DAYS.map(
    (date) => `${date}, ${ENDS[check]} ${dateOfDay(endOf(check, period, dayNumber(date as CalendarDate)))}`,
  )
  return [`${KINDS[check].replace('N', periodWords(period))}: ${dates.join('; ')}`]
}

type Kind = 'within' | 'atLeast' | 'before'

const KINDS = { within: 'within N of', atLeast: 'at least N after', before: 'at least N before' } as const
const ENDS = { within: 'until', atLeast: 'not before', before: 'not after' } as const

/** A function that counts one period says so in what it is given. */
function periodOf(part: Part): Period | undefined {
  if (part.check !== 'function') return part.period
  const { count, unit } = part.given ?? {}
  return typeof count === 'number' ? { count, unit: unit as Period['unit'] } : undefined
}

function endOf(kind: Kind, period: Period, day: number): number {
  if (kind === 'within') return lastDayWithin(cnCalendar, day, period)
  return kind === 'atLeast' ? firstDayAfter(cnCalendar, day, period) : lastDayBefore(cnCalendar, day, period)
}
