/** So many significant digits every decimal keeps on the way through a double and back (C11 5.2.4.2.2, DBL_DIG). */
const SAFE_DIGITS = 15

const ZERO = 0x30

/**
 * Whether `value`, written in its shortest form, states what the literal states: 0.1, 1.0 and 1e3 do,
 * 0.10000000000000000001 and 9007199254740993 do not. What fails here would be hashed as another number than was sent.
 *
 * @param literal a number of the JSON grammar (RFC 8259 section 6)
 * @param value what `Number(literal)` gave
 */
export function isExactNumber(literal: string, value: number): boolean {
  if (isShortLiteral(literal)) return true
  if (!Number.isFinite(value)) return false
  const shortest = String(value)
  if (shortest === literal) return true
  const stated = scientific(literal)
  const kept = scientific(shortest)
  // Zero has no digits, hence no exponent worth comparing.
  return stated.digits === kept.digits && (stated.digits === '' || stated.exponent === kept.exponent)
}

/** Up to 15 characters without an exponent are exact, whatever they are. */
const isShortLiteral = (literal: string): boolean =>
  literal.length <= SAFE_DIGITS && !literal.includes('e') && !literal.includes('E')

/** The literal as digits times a power of ten, without zeros at either end. The sign is left out: it survives. */
function scientific(literal: string): { readonly digits: string; readonly exponent: number } {
  const mark = literal.search(/[eE]/)
  const mantissa = mark < 0 ? literal : literal.slice(0, mark)
  const dot = mantissa.indexOf('.')
  const fractionDigits = dot < 0 ? 0 : mantissa.length - dot - 1
  const digits = mantissa.replace('-', '').replace('.', '')
  const end = endOfDigits(digits)
  const power = mark < 0 ? 0 : Number(literal.slice(mark + 1))
  return { digits: digits.slice(startOfDigits(digits), end), exponent: power - fractionDigits + digits.length - end }
}

// Loops, not /0+$/: that expression takes quadratic time on zeros with a 1 behind them, and the sender chooses them.
function startOfDigits(digits: string): number {
  let start = 0
  while (digits.charCodeAt(start) === ZERO) start += 1
  return start
}

function endOfDigits(digits: string): number {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === ZERO) end -= 1
  return end
}
