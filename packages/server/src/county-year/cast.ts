import { type Random, seeded } from './random.ts'

/**
 * Who acts in the example county (示例县). Nobody here exists: offices are the example county's, enterprises and banks are
 * numbered, places carry the heavenly stems (甲, 乙, 丙 ...). Every name says 示例 or "invented".
 */

export interface PartyName {
  readonly id: string
  readonly name: string
}

export interface VenueName extends PartyName {
  readonly zone: string
}

const ZONE = 'Asia/Shanghai'

/** The trading centre where everything takes place. */
export const VENUE: VenueName = {
  id: 'venue-example',
  name: 'Example County Trading Centre 示例县公共资源交易中心 (invented)',
  zone: ZONE,
}

/** Where the other half of a remote evaluation (远程异地评标) sits. */
export const REMOTE_VENUES: readonly VenueName[] = ['甲', '乙', '丙', '丁', '戊', '己'].map((stem, i) => ({
  id: `venue-remote-${i + 1}`,
  name: `Neighbouring Trading Centre ${i + 1} 示例${stem}县公共资源交易中心 (invented)`,
  zone: ZONE,
}))

/** Single seats for distributed evaluation (席位制分散评标). */
export const SEAT_VENUES: readonly VenueName[] = [1, 2, 3, 4, 5, 6, 7].map((seat) => ({
  id: `venue-seat-${seat}`,
  name: `Expert's seat ${seat} 示例评标席位${seat} (invented)`,
  zone: ZONE,
}))

/** Towns and townships of the county. */
export const PLACES: readonly { readonly en: string; readonly zh: string }[] = [
  { en: 'Jia town', zh: '甲镇' },
  { en: 'Yi town', zh: '乙镇' },
  { en: 'Bing township', zh: '丙乡' },
  { en: 'Ding town', zh: '丁镇' },
  { en: 'Wu township', zh: '戊乡' },
  { en: 'Ji town', zh: '己镇' },
  { en: 'Geng township', zh: '庚乡' },
  { en: 'Xin town', zh: '辛镇' },
  { en: 'Ren township', zh: '壬乡' },
  { en: 'Gui town', zh: '癸镇' },
]

const office = (id: string, en: string, zh: string): PartyName => ({
  id: `buyer-${id}`,
  name: `${en} 示例县${zh} (invented)`,
})

const BUILDING_OFFICES = [
  office('transport', 'Example Bureau of Transport', '交通运输局'),
  office('water', 'Example Bureau of Water', '水利局'),
  office('housing', 'Example Bureau of Housing', '住房和城乡建设局'),
  office('key-projects', 'Example Key Projects Centre', '重点工程建设管理中心'),
  office('agriculture', 'Example Bureau of Agriculture', '农业农村局'),
  office('investment', 'Example Investment Group', '投资建设集团'),
]
const PURCHASING_OFFICES = [
  office('education', 'Example Bureau of Education', '教育体育局'),
  office('health', 'Example Health Commission', '卫生健康委员会'),
  office('hospital', 'Example Hospital', '人民医院'),
  office('culture', 'Example Bureau of Culture', '文化旅游局'),
  office('city', 'Example City Management', '城市管理局'),
  office('finance', 'Example Bureau of Finance', '财政局'),
]
const LAND_OFFICES = [office('land', 'Example Bureau of Natural Resources', '自然资源和规划局')]
const PROPERTY_OFFICES = [
  office('assets', 'Example State Assets Centre', '国有资产运营中心'),
  office('affairs', 'Example Office Affairs', '机关事务管理中心'),
]
const RURAL_OFFICES = PLACES.map(({ en, zh }, i) =>
  office(`village-${i + 1}`, `Village Cooperatives of ${en}`, `${zh}村集体经济组织`),
)

export const buyers = {
  building: BUILDING_OFFICES,
  purchasing: PURCHASING_OFFICES,
  land: LAND_OFFICES,
  property: PROPERTY_OFFICES,
  rural: RURAL_OFFICES,
} as const

export const AGENCIES: readonly PartyName[] = numbered(8, 'agency', 'Example Tendering Agency', '示例招标代理')
export const BANKS: readonly PartyName[] = numbered(6, 'bank', 'Example Bank', '示例银行')
export const INSURERS: readonly PartyName[] = numbered(3, 'insurer', 'Example Insurance', '示例保险')

/** Those who bid, by what they bid for. */
export const bidders = {
  builders: numbered(420, 'builder', 'Example Builders', '示例建设企业'),
  suppliers: numbered(180, 'supplier', 'Example Suppliers', '示例供应商'),
  developers: numbered(24, 'developer', 'Example Estates', '示例置业企业'),
  tenants: numbered(110, 'tenant', 'Example Traders', '示例商户'),
} as const

export type Crowd = keyof typeof bidders

/** So many different ones of a crowd. */
export const someOf = (crowd: Crowd, count: number, random: Random): readonly PartyName[] =>
  random.shuffle<PartyName>(bidders[crowd]).slice(0, count)

/** Experts stand under pseudonyms; the pool is the province's. */
export const EXPERT_POOL = 'Expert pool of the example province 示例省综合评标评审专家库'
export const DISCIPLINES = [
  'engineering 工程',
  'economics 经济',
  'law 法律',
  'procurement 采购',
  'costing 造价',
] as const

export function someExperts(count: number, random: Random): { pseudonym: string; discipline: string }[] {
  const pseudonyms = new Set<string>()
  while (pseudonyms.size < count) pseudonyms.add(`expert-${String(random.int(1, 600)).padStart(3, '0')}`)
  return [...pseudonyms].map((pseudonym) => ({ pseudonym, discipline: random.pick(DISCIPLINES) }))
}

/** Natural persons are invented too; the ledger keeps their names where they can be erased. */
export const somebody = (title: string, random: Random): string => `示例${title}${random.int(1, 40)} (invented)`

/** A SHA-256 that belongs to no document: the right form, and clearly made up from a name. */
export function inventedHash(name: string): string {
  const random = seeded(`sha256/${name}`)
  let hash = ''
  while (hash.length < 64) hash += random.int(0, 0xffff).toString(16).padStart(4, '0')
  return hash
}

export const MEDIA: readonly string[] = ['example-county.invalid']

function numbered(count: number, prefix: string, en: string, zh: string): readonly PartyName[] {
  return Array.from({ length: count }, (_, i) => {
    const number = String(i + 1).padStart(3, '0')
    return { id: `${prefix}-${number}`, name: `${en} ${number} ${zh}${number} (invented)` }
  })
}
