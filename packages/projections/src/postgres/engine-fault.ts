import { engineFaults } from '@procurement-ledger/core/postgres'

/** The fault behind what driver or server gave. What is neither's is a defect of ours and stays what it is. */
export const engineFault = engineFaults([
  ['2BP01', 'STORE_FAILED', 'a view of somebody else hangs on these tables; drop it, and make it anew afterwards'],
  ['42501', 'STORE_DENIED', 'the user lacks rights here; grant them, or open the read models once as their owner'],
  ['42P01', 'STORE_FAILED', 'a table is missing; drop the schema, and it is folded anew'],
  ['53100', 'STORE_FULL', 'no room is left; nothing was saved; make room'],
  ['55P03', 'STORE_BUSY', 'another transaction holds the read models; find it in pg_stat_activity, or try again'],
  ['57014', 'STORE_BUSY', 'the server gave it up after the time that it has; ask for less, or try again'],
])
