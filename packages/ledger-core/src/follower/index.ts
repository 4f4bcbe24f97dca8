/**
 * The door of those who follow a log: the loop that leads, stands by and tries again, and what a follower tells of
 * itself. The notary stands on it, and so does the follower of the projections; and work that is done by their rows.
 */

export { pause } from './pause.ts'
export { type FollowerState, type FollowerStatus, type Problem, Progress } from './progress.ts'
export { Backoff, type Supervised, supervise } from './supervise.ts'
export { type Leader, type LedFollower, type LedWork, type Worked, workWhereLeading } from './work-where-leading.ts'
