import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'examples/**/*.test.ts', 'deploy/*.test.ts', '*.test.ts'],
    globalSetup: ['packages/ledger-core/src/testing/postgres/shared-server.ts'],
    testTimeout: 60_000,
    // Many tests start the command line as a process of its own: what it compiles is kept from one to the next.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node-compile') },
    // Many tests wait for processes and servers; left out, one core would be kept free.
    maxWorkers: '100%',
  },
})
