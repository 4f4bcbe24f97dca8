import { afterAll, expect } from 'vitest'
import type { ReadModels } from '../engine.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import { ENGINES } from './engines.ts'
import { type Rows, replaceRows, type WrittenRows } from './invented-rows.ts'

/**
 * Asks every engine over the same rows and answers what all of them answer. Read models are opened once a test file, and
 * their rows replaced from one question to the next: making the tables would take longer than everything else.
 */
export function onEveryEngine() {
  let opened: { readonly models: ReadModels; written: WrittenRows }[] = []
  afterAll(() => Promise.all(opened.map(({ models }) => models.close())))

  return async <T>(rows: Partial<Rows>, ask: (models: ReadModels) => Promise<T>): Promise<T> => {
    if (opened.length === 0) opened = await Promise.all(ENGINES.map(open))
    const answers: T[] = []
    for (const one of opened) {
      one.written = await replaceRows(one.models, one.written, rows)
      answers.push(await ask(one.models))
    }
    for (const answer of answers) expect(answer).toEqual(answers[0])
    return answers[0] as T
  }
}

const open = async ({ open, ownPlace }: (typeof ENGINES)[number]) => ({
  models: await open(ownPlace(), [procurementReadModels]),
  written: undefined as WrittenRows,
})
