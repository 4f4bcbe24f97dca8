import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

const TESTS = ['packages/*/src/**/*.test.ts', 'examples/**/*.test.ts', 'deploy/*.test.ts', '*.test.ts']

/**
 * Tests that leave their process as they found it: no environment, signals, timers or mocks of modules. They take turns
 * in one process a core, so that what they stand on is loaded once and not a hundred times; tidy.test.ts holds them to it.
 */
export const TOGETHER = [
  'packages/ledger-core/src/{evidence,kernel,ledger,procurement,rules}/**/*.test.ts',
  'packages/projections/src/{lists,read-models,statistics}/**/*.test.ts',
  'packages/server/src/{http,ocds}/**/*.test.ts',
]

/** Of those, the ones that last: begun last, they would leave the other cores idle. */
const LONG = ['packages/projections/src/{read-models/changed-by,statistics/*.property}.test.ts']
const { exclude } = configDefaults

export default defineConfig({
  test: {
    globalSetup: ['packages/ledger-core/src/testing/postgres/shared-server.ts'],
    testTimeout: 60_000,
    // Many tests start the command line as a process of its own: what it compiles is kept from one to the next.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node-compile') },
    // One more than there are cores, since many tests wait for processes and servers.
    maxWorkers: availableParallelism() + 1,
    projects: [
      { extends: true, test: { name: 'apart', include: TESTS, exclude: [...exclude, ...TOGETHER] } },
      { extends: true, test: { name: 'long', include: LONG } },
      // After the others, which last longer: short ones fill both cores to the end.
      { extends: true, test: { name: 'together', include: TOGETHER, exclude: [...exclude, ...LONG], isolate: false } },
    ],
  },
})
