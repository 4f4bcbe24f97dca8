import { at, textAt } from '../json.ts'
import { ledgerId, NOT_STATED, partiesOf } from '../reading.ts'
import { row } from '../row.ts'

// Source: the code lists of OCDS 1.1, procurementCategory and method.
const CATEGORIES = ['works', 'goods', 'services']
const METHODS = ['open', 'selective', 'limited', 'direct']

/** `ocds-` and six characters, as the Open Contracting Partnership gives prefixes out; or what stands where one should. */
const OCID_PREFIX = /^(?:ocds-[A-Za-z0-9]{6}|[A-Za-z0-9]+-[A-Za-z0-9]+)(?=-)/

export const projectImported = row({
  event: 'ProjectImported',
  path: '(release)',
  instant: 'date of the earliest release',
  reads: [
    'ocid',
    'id',
    'date',
    'tag',
    'tag[]',
    'buyer.id',
    'buyer.name',
    'buyer.identifier.scheme',
    'buyer.identifier.id',
    'buyer.identifier.legalName',
    'parties[].id',
    'parties[].name',
    'parties[].identifier.scheme',
    'parties[].identifier.id',
    'parties[].identifier.legalName',
    'tender.title',
    'tender.mainProcurementCategory',
    'tender.procurementMethod',
    'packageInfo.uri',
    'packageInfo.publisher',
    'packageInfo.publisher.name',
    'packageInfo.publisher.uid',
    'packageInfo.publisher.scheme',
    'version',
  ],
  remark: 'each field as the earliest release states it that states it; the venue is the publisher',

  occurrences: ({ merged }) => [merged],
  map(merged, reading, { release: { ocid, source } }) {
    const code = (key: string, codes: readonly string[]) => {
      const stated = textAt(merged, 'tender', key)
      if (stated === undefined || codes.includes(stated)) return stated
      reading.note(`tender.${key}`, 'not a code of OCDS; left out')
      return undefined
    }
    const name = reading.line('publisher.name', source.publisher.name)
    return {
      subject: '',
      data: {
        title: reading.line('tender.title', textAt(merged, 'tender', 'title')),
        buyer: reading.party('buyer', at(merged, 'buyer'), partiesOf(merged)),
        category: code('mainProcurementCategory', CATEGORIES),
        method: code('procurementMethod', METHODS),
      },
      setting: {
        source: {
          uri: reading.line('uri', source.uri) ?? NOT_STATED,
          sha256: source.sha256,
          publisher: name,
          standard: source.standard,
        },
        ocid,
        venue: { ...publisherOf(ocid, source.publisher.uid, name), zone: reading.zone },
      },
    }
  },
})

/** The publisher as a venue: by its own number where it states one, else by the prefix of its ocids. */
function publisherOf(ocid: string, uid: string | undefined, name: string | undefined): { id: string; name: string } {
  const prefix = OCID_PREFIX.exec(ocid)?.[0]
  return { id: ledgerId(uid ?? prefix ?? ocid, 'publisher'), name: name ?? prefix ?? NOT_STATED }
}
