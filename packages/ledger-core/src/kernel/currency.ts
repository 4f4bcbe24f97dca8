// Source: ISO 4217 list one (current currencies and funds) and list three (withdrawn), SIX as maintenance agency.
// Left out: precious metals, units of account, testing and "no currency" (XAU, XDR, XTS, XXX, ...): no minor unit.

/** The decimal places of the minor unit: 2 for cents and fen, 0 for none. */
export type MinorDigits = 0 | 2 | 3 | 4

const CURRENT = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
  CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
  HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
  MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
  RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
  USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XCD XCG XOF XPF YER ZAR ZMW ZWG`

/** Withdrawn, and still found in open data about years when they were current. */
const WITHDRAWN = 'ANG BGN BYR CUC EEK HRK LTL LVL MRO SKK SLL STD VEF ZMK ZWL'

const NO_MINOR_UNIT = 'BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
const THOUSANDTHS = 'BHD IQD JOD KWD LYD OMR TND'
const TEN_THOUSANDTHS = 'CLF UYW'

const codesOf = (list: string): string[] => list.trim().split(/\s+/)

const withdrawn: ReadonlySet<string> = new Set(codesOf(WITHDRAWN))

// The later entry of a code overrides the earlier.
const digitsOf: ReadonlyMap<string, MinorDigits> = new Map([
  ...[...codesOf(CURRENT), ...withdrawn].map((code) => [code, 2] as const),
  ...codesOf(NO_MINOR_UNIT).map((code) => [code, 0] as const),
  ...codesOf(THOUSANDTHS).map((code) => [code, 3] as const),
  ...codesOf(TEN_THOUSANDTHS).map((code) => [code, 4] as const),
])

/** Every code that is accepted, withdrawn ones too, in alphabetical order. */
export const CURRENCY_CODES: readonly string[] = [...digitsOf.keys()].sort()

/** The decimal places of a currency's minor unit; undefined for what is not a currency. */
export const minorDigits = (code: string): MinorDigits | undefined => digitsOf.get(code)

/** Whether the code is accepted for history only. */
export const isWithdrawnCurrency = (code: string): boolean => withdrawn.has(code)
