import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { opened, tendering } from '../../testing/histories.ts'

const asked = (enquiryId: string) => fact('EnquiryReceived', { enquiryId, text: 'Is grade 70 acceptable?' })

test('a bidder asks about the tender', () => {
  given(...tendering())
    .when(asked('enquiry-1'))
    .then(({ enquiries }) => expect(enquiries.get('enquiry-1')).toEqual({ answered: false }))
})

test('an enquiryId names one enquiry for ever', () => {
  given(...tendering(), asked('enquiry-1'))
    .when(asked('enquiry-1'))
    .thenRefused('ENQUIRY_EXISTS')
})

test('nobody asks after the opening', () => {
  given(...opened())
    .when(asked('enquiry-1'))
    .thenRefused('OUT_OF_SEQUENCE')
})

test('an enquiry says something', () => {
  given(...tendering())
    .when(fact('EnquiryReceived', { enquiryId: 'enquiry-1' }))
    .thenRefused('INVALID')
})
