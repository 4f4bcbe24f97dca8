import { type JsonOf, PROTO_KEY, pointerOf, textFlaw, tooDeep } from './json-value.ts'
import { quoted } from './quoted.ts'

// Source: RFC 8259. Section numbers stand beside the rules.

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const PLUS = 0x2b
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const SPACE = 0x20
const BYTE_ORDER_MARK = 0xfeff

// Section 7. The \u escape is apart.
const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** Thrown by the reader at the first issue, caught where it was made. */
export class Unreadable extends Error {
  readonly issue: { readonly path: string; readonly message: string; readonly offset: number }

  constructor(path: readonly (string | number)[], message: string, offset: number) {
    super(message)
    this.issue = { path: pointerOf(path), message, offset }
  }
}

/**
 * Reads one JSON text, once. `numeralOf` makes the number of a literal, or says as a text what is wrong with it.
 * Runs of plain characters are sliced from the text, never joined one by one.
 *
 * @throws Unreadable at the first issue
 */
export class JsonReader<Numeral> {
  private readonly text: string
  private readonly maxDepth: number
  private readonly numeralOf: (literal: string) => Numeral | string
  /** Then half a surrogate pair can only come from an escape, and a string without one needs no check. */
  private readonly isWellFormed: boolean
  /** The steps to the value being read; only the first `depth` of them hold. */
  private readonly path: (string | number)[] = []
  private at = 0

  constructor(text: string, maxDepth: number, numeralOf: (literal: string) => Numeral | string) {
    this.text = text
    this.maxDepth = maxDepth
    this.numeralOf = numeralOf
    this.isWellFormed = text.isWellFormed()
  }

  document(): JsonOf<Numeral> {
    // Section 8.1: a parser may ignore a byte order mark; two texts for one value is what we avoid.
    if (this.text.charCodeAt(0) === BYTE_ORDER_MARK) this.fail('the text starts with a byte order mark; remove it', 0)
    this.skipSpace()
    if (this.at === this.text.length) this.fail('the text is empty; write one JSON value', 0)
    const value = this.value(0)
    this.skipSpace()
    if (this.at < this.text.length) this.unexpected('end the text after one JSON value', 0)
    return value
  }

  private value(depth: number): JsonOf<Numeral> {
    const code = this.text.charCodeAt(this.at)
    if (code === QUOTE) return this.string(depth)
    if (code === OPEN_BRACE) return this.object(depth)
    if (code === OPEN_BRACKET) return this.list(depth)
    if (isDigit(code) || code === MINUS) return this.number(depth)
    if (this.skipWord('true')) return true
    if (this.skipWord('false')) return false
    if (this.skipWord('null')) return null
    return this.unexpected('write a JSON value', depth)
  }

  private object(depth: number): JsonOf<Numeral> {
    if (depth >= this.maxDepth) this.fail(tooDeep(this.maxDepth), depth)
    const object: Record<string, JsonOf<Numeral>> = {}
    this.at += 1
    this.skipSpace()
    if (this.skip(CLOSE_BRACE)) return object
    for (;;) {
      const key = this.key(object, depth)
      this.skipSpace()
      if (!this.skip(COLON)) this.unexpected('write ":" after the key', depth + 1)
      this.skipSpace()
      object[key] = this.value(depth + 1)
      this.skipSpace()
      if (this.skip(CLOSE_BRACE)) return object
      if (!this.skip(COMMA)) this.unexpected('write "," or "}" after the member', depth)
      this.skipSpace()
    }
  }

  private key(object: Readonly<Record<string, unknown>>, depth: number): string {
    if (this.text.charCodeAt(this.at) !== QUOTE) this.unexpected('write a key in double quotes', depth)
    const start = this.at
    const key = this.string(depth)
    this.path[depth] = key
    if (key === '__proto__') this.fail(PROTO_KEY, depth + 1, start)
    // Section 4 leaves it open which of two wins; whoever hashes one and reads the other is deceived.
    if (Object.hasOwn(object, key)) this.fail(`the key ${quoted(key)} stands twice; keep one`, depth + 1, start)
    return key
  }

  private list(depth: number): JsonOf<Numeral> {
    if (depth >= this.maxDepth) this.fail(tooDeep(this.maxDepth), depth)
    const list: JsonOf<Numeral>[] = []
    this.at += 1
    this.skipSpace()
    if (this.skip(CLOSE_BRACKET)) return list
    for (;;) {
      this.path[depth] = list.length
      list.push(this.value(depth + 1))
      this.skipSpace()
      if (this.skip(CLOSE_BRACKET)) return list
      if (!this.skip(COMMA)) this.unexpected('write "," or "]" after the element', depth)
      this.skipSpace()
    }
  }

  private string(depth: number): string {
    const start = this.at
    this.at += 1
    let read = this.plainRun()
    while (this.text.charCodeAt(this.at) === BACKSLASH) read += this.escape(depth) + this.plainRun()
    const end = this.text.charCodeAt(this.at)
    // Section 7: control characters must be escaped.
    if (end < SPACE) this.unexpected('escape control characters inside a string', depth)
    if (end !== QUOTE) this.unexpected('end the string with a double quote', depth)
    this.at += 1
    const isPlain = read.length === this.at - start - 2
    if (isPlain && this.isWellFormed) return read
    // A raw half before an escaped half makes a pair that the text itself does not hold, hence both.
    const flaw = textFlaw(this.text.slice(start, this.at)) ?? textFlaw(read)
    return flaw === undefined ? read : this.fail(flaw, depth, start)
  }

  private plainRun(): string {
    const { text } = this
    const start = this.at
    let end = start
    let code = text.charCodeAt(end)
    // At the end of the text the code is NaN, which is not >= anything.
    while (code >= SPACE && code !== QUOTE && code !== BACKSLASH) {
      end += 1
      code = text.charCodeAt(end)
    }
    this.at = end
    return text.slice(start, end)
  }

  private escape(depth: number): string {
    const start = this.at
    const letter = this.text.charAt(start + 1)
    const hex = this.text.slice(start + 2, start + 6)
    if (letter === 'u' && /^[0-9a-fA-F]{4}$/.test(hex)) {
      this.at += 6
      return String.fromCharCode(Number.parseInt(hex, 16))
    }
    const char = ESCAPED[letter]
    if (char === undefined)
      this.fail(`${quoted(`\\${letter}`)} is not an escape of JSON; write "\\\\" for a backslash`, depth)
    this.at += 2
    return char
  }

  // Section 6: [ minus ] int [ frac ] [ exp ].
  private number(depth: number): Numeral {
    const start = this.at
    this.skip(MINUS)
    if (!this.skip(ZERO)) this.digits(depth)
    else if (isDigit(this.text.charCodeAt(this.at)))
      this.fail('a number has no leading zeros; remove them', depth, start)
    if (this.skip(DOT)) this.digits(depth)
    if (this.skipWord('e') || this.skipWord('E')) {
      if (!this.skip(PLUS)) this.skip(MINUS)
      this.digits(depth)
    }
    const numeral = this.numeralOf(this.text.slice(start, this.at))
    return typeof numeral === 'string' ? this.fail(numeral, depth, start) : numeral
  }

  private digits(depth: number): void {
    const { text } = this
    if (!isDigit(text.charCodeAt(this.at))) this.unexpected('write a digit', depth)
    while (isDigit(text.charCodeAt(this.at))) this.at += 1
  }

  // Section 2: ws.
  private skipSpace(): void {
    const { text } = this
    let code = text.charCodeAt(this.at)
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      this.at += 1
      code = text.charCodeAt(this.at)
    }
  }

  private skip(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false
    this.at += 1
    return true
  }

  private skipWord(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false
    this.at += word.length
    return true
  }

  private unexpected(remedy: string, depth: number): never {
    const point = this.text.codePointAt(this.at)
    const found = point === undefined ? 'the text ends too early' : `unexpected ${quoted(String.fromCodePoint(point))}`
    return this.fail(`${found}; ${remedy}`, depth)
  }

  private fail(message: string, depth: number, offset = this.at): never {
    throw new Unreadable(this.path.slice(0, depth), message, offset)
  }
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE
