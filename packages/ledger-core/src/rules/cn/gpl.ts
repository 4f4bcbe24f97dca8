import { parsePack } from '../pack.ts'
import { cnCode } from './code.ts'
import { gplBonds } from './gpl-bonds.ts'
import { gplContract } from './gpl-contract.ts'
import { gplDisputes } from './gpl-disputes.ts'
import { gplEvaluation } from './gpl-evaluation.ts'
import { gplTendering } from './gpl-tendering.ts'

/**
 * 政府采购法 (GPL, in force 2003-01-01, as amended 2014-08-31) and 政府采购法实施条例 (GPR, in force 2015-03-01). What
 * 招标投标法 says of every tender binds those of government purchases too (its art. 2; its 实施条例 art. 83 leaves room for
 * what the law of purchases says otherwise).
 */
export const cnGpl = parsePack(
  {
    id: 'cn-gpl',
    version: 1,
    name: { en: 'Government procurement law of China', zh: '政府采购法及实施条例' },
    rules: [...gplTendering, ...gplEvaluation, ...gplContract, ...gplBonds, ...gplDisputes],
  },
  cnCode,
)
