import { v5 } from 'uuid'
import type { Fact } from '../ledger/command.ts'
import { fact, type Stated } from './given.ts'
import * as histories from './histories.ts'

const NAMESPACE = '1d0c7c0e-1f0f-5a53-9d3f-0f5a1b2c3d4e'

export interface ScriptedCommand {
  readonly projectId: string
  readonly facts: readonly Fact[]
  readonly commandId: string
}

export const factOf = ({ type, data, occurredAt, role }: Stated): Fact => ({
  type,
  occurredAt,
  data: data as object,
  actor: { id: `${role}-office`, role },
})

/**
 * One script of commands that every engine records alike: single facts, several at once, personal fields, an imported
 * project with a finding. Its leaf hashes are committed as a vector.
 */
export function scriptedCommands(): readonly ScriptedCommand[] {
  const whole = [
    ...histories.completed(),
    fact('ProjectArchived', { items: [], retainUntil: '2039-12-31' }, { occurredAt: '2023-11-01T09:00:00+08:00' }),
  ]
  const single = whole.map((stated, i) => command('SCRIPT-1', [stated], i))
  const together = command('SCRIPT-2', histories.evaluated(), 0)
  const personal = command(
    'SCRIPT-3',
    [
      ...histories.tendering(),
      fact(
        'EnquiryReceived',
        { enquiryId: 'q-1', text: 'Line one\nline two \u2028 𠮷 (invented)' },
        { occurredAt: '2023-03-10T09:00:00+08:00' },
      ),
    ],
    0,
  )
  const imported = command('SCRIPT-4', [histories.imported(), histories.awardDecided()], 0)
  return [...single, together, personal, imported]
}

const command = (projectId: string, stated: readonly Stated[], index: number): ScriptedCommand => ({
  projectId,
  facts: stated.map(factOf),
  commandId: v5(`${projectId} ${index}`, NAMESPACE),
})
