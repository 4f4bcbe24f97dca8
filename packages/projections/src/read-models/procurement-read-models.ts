import { addressed, effectiveHistory } from '@procurement-ledger/core'
import { packsOfBonds, type RuleSetting, ruleSetting } from '@procurement-ledger/core/rules'
import { awards } from './awards.ts'
import { bondMovements, bondMovementsBy } from './bond-movements.ts'
import { bondPostings } from './bond-postings.ts'
import type { BondLaw } from './bond-terms.ts'
import { bonds, bondsBy } from './bonds.ts'
import { byPacks } from './by-packs.ts'
import { competition } from './competition.ts'
import { contracts } from './contracts.ts'
import { credit } from './credit.ts'
import { deferred } from './deferred.ts'
import { type DossierHistory, foldDossier, startDossier } from './dossier-history.ts'
import { intervals } from './intervals.ts'
import { lags } from './lags.ts'
import { loans } from './loans.ts'
import { objections } from './objections.ts'
import { foldHistory, type Kept, type ProjectHistory, startHistory } from './project-history.ts'
import type { Projection } from './projection.ts'
import { projects } from './projects.ts'
import { registrations } from './registrations.ts'
import { returns } from './returns.ts'
import { savings } from './savings.ts'
import { sessions } from './sessions.ts'
import { supervision } from './supervision.ts'
import { waivers } from './waivers.ts'

/** Whether a stream is of an enterprise or an expert. */
function isDossier(stream: string): boolean {
  const kind = addressed(stream)?.kind
  return kind === 'party' || kind === 'expert'
}

/** What a stream is folded into; without one of them a project has no rows that hang on it. */
export const startOf =
  (options: Kept) =>
  (stream: string): ProjectHistory | DossierHistory =>
    isDossier(stream) ? startDossier(stream) : startHistory(stream, options)

/** The tables behind lists and statistics: one fold over each project, enterprise and expert, and what is read off it. */
export const procurementReadModels: Projection<ProjectHistory | DossierHistory> = {
  name: 'procurement',
  version: 7,
  follows: (stream) => addressed(stream) !== undefined,
  isWhole: isDossier,
  start: startOf({ keepsLags: true, keepsState: true }),
  fold: (history, event) => ('stream' in history ? foldDossier(history, event) : foldHistory(history, event)),
  // Rows hold nothing personal, so after an erasure folding again finds the same ones: it is done, and tested, all the same.
  refoldsOn: ['EventCorrected', 'EventAnnulled', 'PersonalDataErased'],
  // A row names the event at whose place the fact stands, corrected or not.
  rewrite: effectiveHistory,
  tables: [
    projects,
    intervals,
    registrations,
    returns,
    deferred,
    awards,
    savings,
    contracts,
    bonds,
    bondMovements,
    bondPostings,
    waivers,
    sessions,
    objections,
    loans,
    competition,
    lags,
    supervision,
    credit,
  ],
}

/**
 * The same, with bonds due by the packs and the calendar of a ledger. Other packs that speak of bid bonds are another read
 * model, built anew beside the old one; packs that do not change nothing.
 */
export function procurementReadModelsBy(given: Partial<RuleSetting>): typeof procurementReadModels {
  const { calendar, ...setting } = ruleSetting(given)
  const packs = packsOfBonds(setting.packs)
  const by = namesOf({ packs, calendar })
  if (by === BY_DEFAULT) return procurementReadModels
  const law = { packs, calendar }
  const own = new Map([bondsBy(law), bondMovementsBy(law)].map((table) => [table.name, table]))
  const tables = procurementReadModels.tables.map((table) => own.get(table.name) ?? table)
  return { ...procurementReadModels, name: `${procurementReadModels.name} by ${by}`, tables }
}

const namesOf = (law: BondLaw): string => byPacks(law).toSorted().join(', ')

const BY_DEFAULT = namesOf(ruleSetting())
