/**
 * For each period of Chinese law the day that begins it and its last day (of a minimum the first day on which it is over,
 * counted backwards the last day before), over what makes counting hard. Written down from the State Council's notices
 * for 2022 to 2024 without the code under test, which is held to it.
 *
 * Off were 2023-01-21 to 27 and 2024-02-10 to 17 (Spring Festival), 2023-09-29 to 10-06 and 2024-10-01 to 07 (National
 * Day); worked though at a weekend 2023-01-28 and 29, 04-23, 05-06, 10-07 and 08, 2024-02-04 and 18, 09-14 and 29, 10-12.
 */

export type Days = readonly [from: string, due: string]

export const CELLS = ['plain', 'makeUp', 'spring2023', 'spring2024', 'national2023', 'national2024'] as const

export type EdgeDays = { readonly [Cell in (typeof CELLS)[number]]: Days } & {
  /** The last day of the plain period where the procedure rested over it, and the rule passes over such days. */
  readonly suspended?: string
}

/** In the suspended cell the procedure rests from the one to the other: seven days lie between. */
export const RESTED = ['2023-03-02', '2023-03-09'] as const

export const WITHIN = {
  '3 calendar days': {
    plain: ['2023-03-01', '2023-03-06'],
    makeUp: ['2023-04-20', '2023-04-23'],
    spring2023: ['2023-01-21', '2023-01-28'],
    spring2024: ['2024-02-09', '2024-02-18'],
    national2023: ['2023-09-29', '2023-10-07'],
    national2024: ['2024-09-30', '2024-10-08'],
    suspended: '2023-03-13',
  },
  '5 calendar days': {
    plain: ['2023-03-01', '2023-03-06'],
    makeUp: ['2023-04-18', '2023-04-23'],
    spring2023: ['2023-01-19', '2023-01-28'],
    spring2024: ['2024-02-07', '2024-02-18'],
    national2023: ['2023-09-27', '2023-10-07'],
    national2024: ['2024-09-28', '2024-10-08'],
    suspended: '2023-03-13',
  },
  '7 calendar days': {
    plain: ['2023-03-01', '2023-03-08'],
    makeUp: ['2023-04-16', '2023-04-23'],
    spring2023: ['2023-01-17', '2023-01-28'],
    spring2024: ['2024-02-05', '2024-02-18'],
    national2023: ['2023-09-25', '2023-10-07'],
    national2024: ['2024-09-26', '2024-10-08'],
    suspended: '2023-03-15',
  },
  '10 calendar days': {
    plain: ['2023-03-01', '2023-03-13'],
    makeUp: ['2023-04-13', '2023-04-23'],
    spring2023: ['2023-01-14', '2023-01-28'],
    spring2024: ['2024-02-02', '2024-02-18'],
    national2023: ['2023-09-22', '2023-10-07'],
    national2024: ['2024-09-23', '2024-10-08'],
    suspended: '2023-03-20',
  },
  '15 calendar days': {
    plain: ['2023-03-01', '2023-03-16'],
    makeUp: ['2023-04-08', '2023-04-23'],
    spring2023: ['2023-01-09', '2023-01-28'],
    spring2024: ['2024-01-28', '2024-02-18'],
    national2023: ['2023-09-17', '2023-10-07'],
    national2024: ['2024-09-18', '2024-10-08'],
    suspended: '2023-03-23',
  },
  '30 calendar days': {
    plain: ['2023-03-01', '2023-03-31'],
    makeUp: ['2023-03-24', '2023-04-23'],
    spring2023: ['2022-12-25', '2023-01-28'],
    spring2024: ['2024-01-13', '2024-02-18'],
    national2023: ['2023-09-02', '2023-10-07'],
    national2024: ['2024-09-03', '2024-10-08'],
    suspended: '2023-04-07',
  },
  '90 calendar days': {
    plain: ['2023-03-01', '2023-05-30'],
    makeUp: ['2023-01-23', '2023-04-23'],
    spring2023: ['2022-10-26', '2023-01-28'],
    spring2024: ['2023-11-14', '2024-02-18'],
    national2023: ['2023-07-04', '2023-10-07'],
    national2024: ['2024-07-05', '2024-10-08'],
    suspended: '2023-06-06',
  },
  '3 months': {
    plain: ['2023-03-01', '2023-06-01'],
    makeUp: ['2023-01-23', '2023-04-23'],
    spring2023: ['2022-10-24', '2023-01-28'],
    spring2024: ['2023-11-12', '2024-02-18'],
    national2023: ['2023-07-02', '2023-10-07'],
    national2024: ['2024-07-03', '2024-10-08'],
    suspended: '2023-06-08',
  },
  '2 working days': {
    plain: ['2023-03-01', '2023-03-03'],
    makeUp: ['2023-05-04', '2023-05-06'],
    spring2023: ['2023-01-19', '2023-01-28'],
    spring2024: ['2024-02-08', '2024-02-18'],
    national2023: ['2023-09-28', '2023-10-08'],
    national2024: ['2024-10-10', '2024-10-12'],
    suspended: '2023-03-10',
  },
  '3 working days': {
    plain: ['2023-03-01', '2023-03-06'],
    makeUp: ['2023-04-28', '2023-05-06'],
    spring2023: ['2023-01-18', '2023-01-28'],
    spring2024: ['2024-02-07', '2024-02-18'],
    national2023: ['2023-09-27', '2023-10-08'],
    national2024: ['2024-10-09', '2024-10-12'],
    suspended: '2023-03-13',
  },
  '5 working days': {
    plain: ['2023-03-01', '2023-03-08'],
    makeUp: ['2023-04-26', '2023-05-06'],
    spring2023: ['2023-01-16', '2023-01-28'],
    spring2024: ['2024-02-05', '2024-02-18'],
    national2023: ['2023-09-25', '2023-10-08'],
    national2024: ['2024-09-30', '2024-10-12'],
    suspended: '2023-03-15',
  },
  '7 working days': {
    plain: ['2023-03-01', '2023-03-10'],
    makeUp: ['2023-04-24', '2023-05-06'],
    spring2023: ['2023-01-12', '2023-01-28'],
    spring2024: ['2024-02-02', '2024-02-18'],
    national2023: ['2023-09-21', '2023-10-08'],
    national2024: ['2024-09-27', '2024-10-12'],
    suspended: '2023-03-17',
  },
  '8 working days': {
    plain: ['2023-03-01', '2023-03-13'],
    makeUp: ['2023-04-23', '2023-05-06'],
    spring2023: ['2023-01-11', '2023-01-28'],
    spring2024: ['2024-02-01', '2024-02-18'],
    national2023: ['2023-09-20', '2023-10-08'],
    national2024: ['2024-09-26', '2024-10-12'],
    suspended: '2023-03-20',
  },
  '22 working days': {
    plain: ['2023-03-01', '2023-03-31'],
    makeUp: ['2023-04-03', '2023-05-06'],
    spring2023: ['2022-12-21', '2023-01-28'],
    spring2024: ['2024-01-12', '2024-02-18'],
    national2023: ['2023-08-31', '2023-10-08'],
    national2024: ['2024-09-05', '2024-10-12'],
    suspended: '2023-04-10',
  },
  '30 working days': {
    plain: ['2023-03-01', '2023-04-13'],
    makeUp: ['2023-03-22', '2023-05-06'],
    spring2023: ['2022-12-09', '2023-01-28'],
    spring2024: ['2024-01-02', '2024-02-18'],
    national2023: ['2023-08-21', '2023-10-08'],
    national2024: ['2024-08-26', '2024-10-12'],
    suspended: '2023-04-20',
  },
} as const satisfies { readonly [period: string]: EdgeDays }

/** A day off lengthens no minimum. */
export const AT_LEAST = {
  '3 calendar days': {
    plain: ['2023-03-01', '2023-03-04'],
    makeUp: ['2023-04-20', '2023-04-23'],
    spring2023: ['2023-01-21', '2023-01-24'],
    spring2024: ['2024-02-09', '2024-02-12'],
    national2023: ['2023-09-29', '2023-10-02'],
    national2024: ['2024-09-30', '2024-10-03'],
  },
  '5 calendar days': {
    plain: ['2023-03-01', '2023-03-06'],
    makeUp: ['2023-04-18', '2023-04-23'],
    spring2023: ['2023-01-19', '2023-01-24'],
    spring2024: ['2024-02-07', '2024-02-12'],
    national2023: ['2023-09-27', '2023-10-02'],
    national2024: ['2024-09-28', '2024-10-03'],
  },
  '20 calendar days': {
    plain: ['2023-03-01', '2023-03-21'],
    makeUp: ['2023-04-03', '2023-04-23'],
    spring2023: ['2023-01-04', '2023-01-24'],
    spring2024: ['2024-01-23', '2024-02-12'],
    national2023: ['2023-09-12', '2023-10-02'],
    national2024: ['2024-09-13', '2024-10-03'],
  },
  '5 working days': {
    plain: ['2023-03-01', '2023-03-08'],
    makeUp: ['2023-04-26', '2023-05-06'],
    spring2023: ['2023-01-16', '2023-01-28'],
    spring2024: ['2024-02-05', '2024-02-18'],
    national2023: ['2023-09-25', '2023-10-08'],
    national2024: ['2024-09-30', '2024-10-12'],
  },
  '15 years': {
    plain: ['2023-03-01', '2038-03-01'],
    makeUp: ['2008-04-23', '2023-04-23'],
    spring2023: ['2008-01-24', '2023-01-24'],
    spring2024: ['2009-02-12', '2024-02-12'],
    national2023: ['2008-10-02', '2023-10-02'],
    national2024: ['2009-10-03', '2024-10-03'],
  },
} as const satisfies { readonly [period: string]: EdgeDays }

/** Nor does it move what is counted backwards: from the day before which it lies, the last lawful day. */
export const BEFORE = {
  '10 calendar days': {
    plain: ['2023-03-31', '2023-03-21'],
    makeUp: ['2023-05-03', '2023-04-23'],
    spring2023: ['2023-02-03', '2023-01-24'],
    spring2024: ['2024-02-22', '2024-02-12'],
    national2023: ['2023-10-12', '2023-10-02'],
    national2024: ['2024-10-13', '2024-10-03'],
  },
  '15 calendar days': {
    plain: ['2023-03-31', '2023-03-16'],
    makeUp: ['2023-05-08', '2023-04-23'],
    spring2023: ['2023-02-08', '2023-01-24'],
    spring2024: ['2024-02-27', '2024-02-12'],
    national2023: ['2023-10-17', '2023-10-02'],
    national2024: ['2024-10-18', '2024-10-03'],
  },
} as const satisfies { readonly [period: string]: EdgeDays }
