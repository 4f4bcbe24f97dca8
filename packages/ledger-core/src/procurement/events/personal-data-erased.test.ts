import { expect, test } from 'vitest'
import { fact, given, idAt, lawful, replay, type Stated } from '../../testing/given.ts'
import { completed, imported, tendering } from '../../testing/histories.ts'
import { evolve } from '../decider.ts'

const asked = fact('EnquiryReceived', { enquiryId: 'q-1', text: 'Is stone from Example Person (invented) allowed?' })
const suspended = fact('ProcedureSuspended', { cause: 'complaint' })
const archived = fact('ProjectArchived', { items: [], retainUntil: '2038-12-31' })

/** The enquiry is the last event before it, unless another revision is named. */
const history: readonly Stated[] = [...tendering(), asked]
const ENQUIRY = idAt(history.length - 1)

const erased = (target = ENQUIRY, approver = 'supervisor-1', role: Stated['role'] = 'centre') =>
  fact(
    'PersonalDataErased',
    { target, legalBasis: 'request of the person', approvedBy: { id: approver, role: 'supervisor' } },
    { role, actorId: 'centre-1' },
  )

test('the centre erases the personal part of an earlier event, and a supervisor approves', () => {
  given(...history)
    .when(erased())
    .then()
})

test('the state stays as it was', () => {
  const [before, after] = [replay(history), replay(history)]
  evolve(after, lawful(erased(), history))
  expect(after).toEqual(before)
})

test('one person is not two', () => {
  given(...history)
    .when(erased(ENQUIRY, 'centre-1'))
    .thenRefused('SAME_PERSON')
})

test('only a supervisor approves', () => {
  const byBuyer = { target: ENQUIRY, legalBasis: 'request', approvedBy: { id: 'buyer-1', role: 'buyer' } }
  given(...history)
    .when(fact('PersonalDataErased', byBuyer))
    .thenRefused('INVALID')
})

test('only the centre acts', () => {
  given(...history)
    .when(erased(ENQUIRY, 'supervisor-1', 'supervisor'))
    .thenRefused('ROLE_NOT_ALLOWED')
})

test('what is erased is an earlier event of the same project', () => {
  given(...history)
    .when(erased(idAt(history.length)))
    .thenRefused('TARGET_UNKNOWN')
})

test('what was recorded without personal data has nothing to erase', () => {
  given(...history)
    .when(erased(idAt(0)))
    .thenRefused('NOTHING_PERSONAL')
})

test('what is erased is not erased again', () => {
  given(...history, erased())
    .when(erased())
    .thenRefused('ALREADY_ERASED')
})

test('data are erased while the procedure is suspended, and after the archive', () => {
  given(...history, suspended)
    .when(erased())
    .then()
  const [registered, ...rest] = completed()
  const life = [registered as Stated, ...rest, archived]
  const opening = life.findIndex(({ type }) => type === 'BidsOpened')
  given(...life)
    .when(erased(idAt(opening)))
    .then(({ archived, phase }) => expect([archived, phase]).toEqual([true, 'completed']))
})

test('on an imported project it is refused like on any other: nothing in it is what a source says', () => {
  given(imported(), asked)
    .when(erased(idAt(1)))
    .then()
  given(imported(), asked)
    .when(erased(idAt(0)))
    .thenRefused('NOTHING_PERSONAL')
  given(imported(), asked)
    .when(erased(idAt(1), 'centre-1'))
    .thenRefused('SAME_PERSON')
  given(imported(), asked)
    .when(erased(idAt(1), 'supervisor-1', 'ledger'))
    .thenRefused('ROLE_NOT_ALLOWED')
})
