import { v5 } from 'uuid'
import { eventIdOf } from '../evidence/seal.ts'
import type { Fact } from '../ledger/command.ts'
import { projectStream } from '../ledger/event.ts'
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
 * project with a finding, a correction with personal fields and its annulment. Its leaf hashes are committed as a vector.
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
  return [...single, together, personal, imported, ...corrections(together)]
}

/** The opening of a project is corrected, and the correction annulled. */
function corrections({ projectId, facts, commandId }: ScriptedCommand): readonly ScriptedCommand[] {
  const place = facts.findIndex(({ type }) => type === 'BidsOpened')
  const target = eventIdOf(projectStream(projectId), commandId, place)
  const data = { ...facts[place]?.data, host: 'Another Example Host (invented)', room: 'R2' }
  const at = { occurredAt: '2023-11-02T09:00:00+08:00' }
  const corrected = command(projectId, [fact('EventCorrected', { target, data, reason: 'another room' }, at)], 1)
  const made = eventIdOf(projectStream(projectId), corrected.commandId, 0)
  return [corrected, command(projectId, [fact('EventAnnulled', { target: made, reason: 'it was R1' }, at)], 2)]
}

const command = (projectId: string, stated: readonly Stated[], index: number): ScriptedCommand => ({
  projectId,
  facts: stated.map(factOf),
  commandId: v5(`${projectId} ${index}`, NAMESPACE),
})
