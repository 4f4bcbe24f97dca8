import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { imported, tendering } from '../../testing/histories.ts'

const asked = fact('EnquiryReceived', { enquiryId: 'enquiry-1', text: 'Is grade 70 acceptable?' })
const answered = (enquiryId = 'enquiry-1') => fact('EnquiryAnswered', { enquiryId, text: 'It is.' })
const suspended = fact('ProcedureSuspended', { cause: 'objection' })

test('an enquiry is answered', () => {
  given(...tendering(), asked)
    .when(answered())
    .then(({ enquiries }) => expect(enquiries.get('enquiry-1')).toEqual({ answered: true }))
})

test('an enquiry is answered while the procedure is suspended', () => {
  given(...tendering(), asked, suspended)
    .when(answered())
    .then()
})

test('an enquiry is answered once', () => {
  given(...tendering(), asked, answered())
    .when(answered())
    .thenRefused('ENQUIRY_ANSWERED')
})

test('what nobody asked is not answered', () => {
  given(...tendering(), asked)
    .when(answered('enquiry-2'))
    .thenRefused('ENQUIRY_UNKNOWN')
})

test('an imported history may answer what it never asked', () => {
  given(imported(), answered()).when(answered()).thenFound('OUT_OF_SEQUENCE', 'ENQUIRY_UNKNOWN')
})
