import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { BrokenInvariant } from '../kernel/fault.ts'
import { Line } from '../kernel/ids.ts'
import { sampleOf } from '../testing/samples.ts'
import { Actor } from './fact.ts'
import { expertLifecycle, lifecycle, partyLifecycle, type StatedEventType } from './lifecycle.ts'
import { lift, merge, personal, personalPaths } from './personal.ts'
import { type DataOf, type LawfulOf, stepOf } from './steps.ts'

const TYPES = Object.keys({ ...lifecycle, ...partyLifecycle, ...expertLifecycle }) as StatedEventType[]

/** Every field that the catalogue marks personal; no event that is not named here has one. */
const PERSONAL: { readonly [T in StatedEventType]?: readonly string[] } = {
  RegistrationAccepted: ['commitment.signedBy'],
  DemandIssued: ['text'],
  EnquiryReceived: ['text'],
  EnquiryAnswered: ['text'],
  BidsOpened: ['host'],
  BidsEvaluated: ['dissent'],
  ObjectionRaised: ['text'],
  ObjectionAnswered: ['answer'],
  ComplaintFiled: ['text'],
  ContractSigned: ['signatories.*.name'],
  PerformanceRated: ['text'],
  SupervisoryOpinionIssued: ['text'],
  SupervisoryOpinionAnswered: ['text'],
  FlagResolved: ['text'],
}

type Tree = { readonly [key: string]: unknown }

const liftedSample = (type: StatedEventType) => {
  const { data } = stepOf(type)
  const parsed = data.parse(sampleOf(type)) as Tree
  return { parsed, ...lift(parsed, personalPaths(data)) }
}

test.each(TYPES)('%s marks the personal fields of the catalogue, and no other', (type) => {
  const marked = personalPaths(stepOf(type).data).map((path) => path.join('.'))
  expect(marked).toEqual(PERSONAL[type] ?? [])
})

test('the name of an actor is personal', () => {
  expect(personalPaths(Actor)).toEqual([['name']])
})

test.each(TYPES)('what is lifted out of %s and merged again is the same', (type) => {
  const { parsed, lawful, personal: lifted = {} } = liftedSample(type)
  expect(merge(lawful, lifted)).toEqual(parsed)
})

test.each(TYPES)('nothing personal stays behind in %s', (type) => {
  const { lawful, personal: lifted } = liftedSample(type)
  expect(lifted !== undefined).toBe(PERSONAL[type] !== undefined)
  for (const value of Object.values(lifted ?? {}).flat()) expect(JSON.stringify(lawful)).not.toContain(value)
})

test('lifting changes nothing of what it is given', () => {
  const { data } = stepOf('ContractSigned')
  const parsed = data.parse(sampleOf('ContractSigned')) as Tree
  lift(parsed, personalPaths(data))
  expect(parsed).toEqual(sampleOf('ContractSigned'))
})

describe('lift', () => {
  const shape = z.strictObject({
    'a/b~c': personal(Line),
    people: z.array(z.strictObject({ name: personal(Line).optional(), role: Line })),
    notes: personal(z.array(Line)).optional(),
  })
  const whole = {
    'a/b~c': 'x',
    people: [{ name: 'y', role: 'r' }, { role: 's' }, { name: 'z', role: 't' }],
    notes: ['n'],
  }

  test('names each value by its JSON pointer, and takes a marked list as one', () => {
    expect(lift(whole, personalPaths(shape))).toEqual({
      lawful: { people: [{ role: 'r' }, { role: 's' }, { role: 't' }] },
      personal: { '/a~1b~0c': 'x', '/people/0/name': 'y', '/people/2/name': 'z', '/notes': ['n'] },
    })
  })

  test('is undone by merge', () => {
    const { lawful, personal: lifted = {} } = lift(whole, personalPaths(shape))
    expect(merge(lawful, lifted)).toEqual(whole)
  })

  test('goes back only where it can have come from', () => {
    const { lawful } = lift(whole, personalPaths(shape))
    const strange = [
      '/__proto__/x',
      '/people/__proto__/x',
      '/people/constructor/x',
      '/__proto__',
      '/people/0/__proto__',
    ]
    for (const pointer of [...strange, '/people/3/name', '/people/0/role', '/people/0', '/people/length', 'x', ''])
      expect(() => merge(lawful, { [pointer]: 'z' }), pointer).toThrow(BrokenInvariant)
    expect({}).not.toHaveProperty('x')
  })

  test('has no personal part where nothing personal is stated', () => {
    const { personal: lifted } = lift({ people: [{ role: 'r' }] }, personalPaths(shape))
    expect(lifted).toBeUndefined()
  })
})

test('the law cannot see personal fields in its types either', () => {
  expectTypeOf<DataOf<'BidsOpened'>>().toHaveProperty('host')
  expectTypeOf<LawfulOf<'BidsOpened'>>().not.toHaveProperty('host')
  expectTypeOf<LawfulOf<'BidsOpened'>>().toHaveProperty('bids')
  expectTypeOf<LawfulOf<'BidsEvaluated'>>().not.toHaveProperty('dissent')
  expectTypeOf<LawfulOf<'PerformanceRated'>>().not.toHaveProperty('text')
  expectTypeOf<LawfulOf<'ContractSigned'>['signatories'][number]>().not.toHaveProperty('name')
  expectTypeOf<NonNullable<LawfulOf<'RegistrationAccepted'>['commitment']>>().not.toHaveProperty('signedBy')
  expectTypeOf<NonNullable<LawfulOf<'RegistrationAccepted'>['commitment']>>().toHaveProperty('sha256')
})
