import { objectsAt, textAt } from '../json.ts'
import { row } from '../row.ts'

export const enquiryReceived = row({
  event: 'EnquiryReceived',
  path: 'tender.enquiries[]',
  instant: 'tender.enquiries[].date, else the date of the release',
  reads: [
    'tender.enquiries[].id',
    'tender.enquiries[].date',
    'tender.enquiries[].title',
    'tender.enquiries[].description',
  ],

  occurrences: ({ merged }) => objectsAt(merged, 'tender', 'enquiries'),
  map: (enquiry, reading) => ({
    subject: textAt(enquiry, 'id') ?? '',
    occurredAt: reading.instant('tender.enquiries[].date', textAt(enquiry, 'date')),
    data: {
      enquiryId: reading.id('tender.enquiries[].id', textAt(enquiry, 'id')),
      text: reading.prose('tender.enquiries[].description', textAt(enquiry, 'description') ?? textAt(enquiry, 'title')),
    },
  }),
})

export const enquiryAnswered = row({
  event: 'EnquiryAnswered',
  path: 'tender.enquiries[].answer',
  instant: 'tender.enquiries[].dateAnswered, else the date of the release',
  reads: ['tender.enquiries[].id', 'tender.enquiries[].answer', 'tender.enquiries[].dateAnswered'],

  occurrences: ({ merged }) =>
    objectsAt(merged, 'tender', 'enquiries').filter((enquiry) => textAt(enquiry, 'answer') !== undefined),
  map: (enquiry, reading) => ({
    subject: textAt(enquiry, 'id') ?? '',
    occurredAt: reading.instant('tender.enquiries[].dateAnswered', textAt(enquiry, 'dateAnswered')),
    data: {
      enquiryId: reading.id('tender.enquiries[].id', textAt(enquiry, 'id')),
      text: reading.prose('tender.enquiries[].answer', textAt(enquiry, 'answer')),
    },
  }),
})
