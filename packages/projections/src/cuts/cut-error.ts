/** Why there is no answer as of a cut. */
export const CUT_ERRORS = {
  POSITION_AHEAD: 'the log does not reach this position yet; take one that a receipt or a feed gave',
  CUT_NOT_READY: 'the log is still being folded up to this cut; ask again and it will be further',
  CUTS_BUSY: 'too many cuts are being folded; try again when one of them is done',
  DIFFERENCE_TOO_LARGE: 'more projects changed between the two cuts than are told apart; take cuts closer together',
  CUT_TOO_LARGE: 'what this cut holds is more than may be kept in memory for it; raise the limit, or ask for less',
} as const

export type CutErrorCode = keyof typeof CUT_ERRORS

export class CutError extends Error {
  override readonly name = 'CutError'
  readonly code: CutErrorCode

  constructor(code: CutErrorCode, message: string = CUT_ERRORS[code]) {
    super(message)
    this.code = code
  }
}
