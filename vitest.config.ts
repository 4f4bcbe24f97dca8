import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'examples/**/*.test.ts', 'deploy/*.test.ts', '*.test.ts'],
    globalSetup: ['packages/ledger-core/src/testing/postgres/shared-server.ts'],
    testTimeout: 60_000,
    // Many tests wait for processes and servers; left out, one core would be kept free.
    maxWorkers: '100%',
  },
})
