import type { Days } from './days.ts'
import type { Kind } from './kinds.ts'
import type { Outline } from './outlines.ts'
import type { Random } from './random.ts'
import { isAnsweredSoon, workingDayFrom, workingDaysAfter, workingDaysIn } from './working-days.ts'

/** The days from evaluation to award notice, by the course that a kind of project takes. */
type CourseDays = Omit<Days, 'registered' | 'accepted'> & Decision

interface Decision {
  readonly decided: number
  readonly notified: number
}

/** `begins`: the deadline for bids; where there is none, the acceptance. */
type Course = (outline: Outline, begins: number, random: Random) => CourseDays

export const courses: { readonly [C in Kind['course']]: Course } = {
  candidates: candidatesCourse,
  report: reportCourse,
  direct: directCourse,
  sale: saleCourse,
}

/** TBL: evaluation, candidates in public, award, notice. */
function candidatesCourse({ story, programme }: Outline, deadline: number, random: Random): CourseDays {
  const evaluated = programme === undefined && random.chance(0.08) ? workingDaysAfter(deadline, 1) : deadline
  // TBR 54: within 3 days of the report, for at least 3 days.
  const publicFrom = workingDaysAfter(evaluated, 1)
  const publicUntil = story === 'shortPublicity' ? publicFrom + 1 : workingDayFrom(publicFrom + 3)
  const publicity = { evaluated, publicFrom, publicUntil }

  if (story === 'evaluationObjection' || story === 'overlongAnswer') {
    const possible = workingDaysIn(publicFrom + 1, publicUntil)
    const soon = possible.filter(isAnsweredSoon)
    const objected = random.pick(soon.length > 0 ? soon : possible)
    const answered = workingDaysAfter(objected, story === 'overlongAnswer' ? 5 : 1)
    return { ...publicity, objected, answered, ...award(Math.max(publicUntil, answered), random) }
  }
  if (story === 'upheldComplaint') {
    const objected = workingDayFrom(publicFrom + 1)
    const answered = workingDaysAfter(objected, 1)
    const filed = workingDaysAfter(answered, 1)
    const ended = workingDaysAfter(filed, 9)
    const again = workingDaysAfter(ended, 2)
    const from = workingDaysAfter(again, 1)
    const until = workingDayFrom(from + 3)
    const complaint = { filed, accepted: filed, ended }
    return {
      earlier: publicity,
      evaluated: again,
      publicFrom: from,
      publicUntil: until,
      objected,
      answered,
      complaint,
      ...award(until, random),
    }
  }
  if (story === 'refusedComplaint') {
    const decision = award(publicUntil, random)
    const filed = workingDaysAfter(decision.notified, 2)
    return { ...publicity, ...decision, complaint: { filed, accepted: filed, ended: workingDaysAfter(filed, 2) } }
  }
  return { ...publicity, ...withLost(story, award(publicUntil, random), random) }
}

/** GPL: evaluation, report to the buyer within 2 working days, decision within 5, notice within 2. */
function reportCourse({ story }: Outline, deadline: number, random: Random): CourseDays {
  const decided = workingDaysAfter(deadline, random.int(1, 3))
  const decision = withLost(story, { decided, notified: workingDaysAfter(decided, random.int(0, 1)) }, random)
  const evaluation = { evaluated: deadline, ...decision }
  if (story !== 'awardQuery' && story !== 'dismissedComplaint' && story !== 'withdrawnComplaint') return evaluation

  const objected = workingDaysAfter(decision.notified, random.int(1, 4))
  const answered = workingDaysAfter(objected, random.int(2, 5))
  if (story === 'awardQuery') return { ...evaluation, objected, answered }
  // GPL 55, 56: within 15 working days of the answer, ruling within 30.
  const filed = workingDaysAfter(answered, random.int(3, 8))
  const ended = workingDaysAfter(filed, story === 'dismissedComplaint' ? random.int(14, 20) : 5)
  return { ...evaluation, objected, answered, complaint: { filed, accepted: workingDaysAfter(filed, 2), ended } }
}

/** Single source: named in public for at least 5 working days (GPR 38). */
function directCourse(_outline: Outline, accepted: number, random: Random): CourseDays {
  const publicFrom = workingDaysAfter(accepted, random.int(0, 1))
  const publicUntil = workingDaysAfter(publicFrom, 5)
  return { publicFrom, publicUntil, ...award(publicUntil, random) }
}

/** A sale goes to the highest offer, on the day. */
function saleCourse(_outline: Outline, deadline: number, random: Random): CourseDays {
  return { decided: deadline, notified: workingDaysAfter(deadline, random.int(0, 2)) }
}

function award(after: number, random: Random): Decision {
  const decided = workingDaysAfter(after, 1)
  return { decided, notified: workingDaysAfter(decided, random.chance(0.7) ? 0 : 1) }
}

/** The first candidate does not sign, and the second wins (TBR 55). */
function withLost(story: Outline['story'], first: Decision, random: Random): Decision & Pick<Days, 'lost'> {
  if (story !== 'secondCandidate') return first
  const cancelled = workingDaysAfter(first.notified, random.int(5, 7))
  const decided = workingDaysAfter(cancelled, 1)
  return { lost: { ...first, cancelled }, decided, notified: workingDaysAfter(decided, 1) }
}
