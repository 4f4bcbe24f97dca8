/** Texts that a store may be tempted to write in its own way. */
export const EXACT_TEXTS: readonly (readonly [what: string, data: string])[] = [
  ['keys out of order', '{"b":1,"a":2,"10":3,"9":4}'],
  ['numbers as they were written', '{"amount":1.0,"share":1e2,"long":0.1000000000000000055511151231257827}'],
  ['the same key twice', '{"a":1,"a":2}'],
  ['white space', ' {"a" :\t1}\n'],
  ['escapes', String.raw`{"a":"\u0000\ud800 \/ \" \\ \n"}`],
  ['line separators', '{"a":"\u2028\u2029\u0085"}'],
  ['Chinese, in three and in four bytes', '{"a":"招标 𠀀𪚥"}'],
  ['emoji of several code points', '{"a":"👩‍👩‍👧‍👦🇨🇳e\u0301"}'],
  ['a byte order mark', '\ufeff{"a":"\ufeff"}'],
  ['what COPY of PostgreSQL reads as something else', '\\N\t\\.\n\\.\r\n\\t \\\\ \\x00 \\'],
  ['a lone end of data', '\\.'],
  ['a null of COPY', '\\N'],
  ['a null of SQL', 'NULL'],
  ['quotation marks', `'"''""$$`],
  ['nothing', ''],
  ['100 KiB', `{"a":"${'招x'.repeat(51_200)}"}`],
]
