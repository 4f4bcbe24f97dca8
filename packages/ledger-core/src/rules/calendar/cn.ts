import { buildCalendar, type ListedCalendar } from './listed-calendar.ts'

/**
 * Working days in China, 2015 to 2026.
 *
 * Source of law: the yearly notices of the State Council's General Office on holidays
 * (国务院办公厅关于部分节假日安排的通知), and the two that changed a year that had begun (2015: 3 September; 2020: the Spring
 * Festival). The days were carried over from github.com/NateScarlet/holiday-cn (MIT), which collects them; a notice is
 * named by its number in the library of policy papers, https://www.gov.cn/zhengce/zhengceku.
 *
 * A notice may speak of the last days of the year before it: 29 to 31 December 2018 stand in that of 2019, 31 December
 * 2022 in that of 2023. So the end of the last year listed here is as the notices to date leave it.
 */
// biome-ignore format: one year, three lines.
export const cnNotices: ListedCalendar = {
  version: 'cn-2026.1',
  weekend: ['saturday', 'sunday'],
  years: [
    { year: 2015, sources: ['2014-12/16/content_9302', '2015-05/13/content_9742'],
      off: '01-01/01-03 02-18/02-24 04-05/04-06 05-01 06-20 06-22 09-03/09-05 09-27 10-01/10-07',
      on: '01-04 02-15 02-28 09-06 10-10' },
    { year: 2016, sources: ['2015-12/10/content_10394'],
      off: '01-01 02-07/02-13 04-04 05-01/05-02 06-09/06-11 09-15/09-17 10-01/10-07',
      on: '02-06 02-14 06-12 09-18 10-08 10-09' },
    { year: 2017, sources: ['2016-12/01/content_5141603'],
      off: '01-01/01-02 01-27/02-02 04-02/04-04 05-01 05-28/05-30 10-01/10-08',
      on: '01-22 02-04 04-01 05-27 09-30' },
    { year: 2018, sources: ['2017-11/30/content_5243579', '2018-12/06/content_5346276'],
      off: '01-01 02-15/02-21 04-05/04-07 04-29/05-01 06-18 09-24 10-01/10-07 12-30/12-31',
      on: '02-11 02-24 04-08 04-28 09-29 09-30 12-29' },
    { year: 2019, sources: ['2018-12/06/content_5346276', '2019-03/22/content_5375877'],
      off: '01-01 02-04/02-10 04-05 05-01/05-04 06-07 09-13 10-01/10-07',
      on: '02-02 02-03 04-28 05-05 09-29 10-12' },
    { year: 2020, sources: ['2019-11/21/content_5454164', '2020-01/27/content_5472352'],
      off: '01-01 01-24/02-02 04-04/04-06 05-01/05-05 06-25/06-27 10-01/10-08',
      on: '01-19 04-26 05-09 06-28 09-27 10-10' },
    { year: 2021, sources: ['2020-11/25/content_5564127'],
      off: '01-01/01-03 02-11/02-17 04-03/04-05 05-01/05-05 06-12/06-14 09-19/09-21 10-01/10-07',
      on: '02-07 02-20 04-25 05-08 09-18 09-26 10-09' },
    { year: 2022, sources: ['2021-10/25/content_5644835', '2022-12/08/content_5730844'],
      off: '01-01/01-03 01-31/02-06 04-03/04-05 04-30/05-04 06-03/06-05 09-10/09-12 10-01/10-07 12-31',
      on: '01-29 01-30 04-02 04-24 05-07 10-08 10-09' },
    { year: 2023, sources: ['2022-12/08/content_5730844'],
      off: '01-01/01-02 01-21/01-27 04-05 04-29/05-03 06-22/06-24 09-29/10-06',
      on: '01-28 01-29 04-23 05-06 06-25 10-07 10-08' },
    { year: 2024, sources: ['202310/content_6911528'],
      off: '01-01 02-10/02-17 04-04/04-06 05-01/05-05 06-10 09-15/09-17 10-01/10-07',
      on: '02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12' },
    { year: 2025, sources: ['202411/content_6986383'],
      off: '01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08',
      on: '01-26 02-08 04-27 09-28 10-11' },
    { year: 2026, sources: ['202511/content_7047091'],
      off: '01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07',
      on: '01-04 02-14 02-28 05-09 09-20 10-10' },
  ],
}

export const cnCalendar = buildCalendar(cnNotices)
