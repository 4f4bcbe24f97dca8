import { parsePack } from '../pack.ts'
import { cnCode } from './code.ts'
import { tblBonds } from './tbl-bonds.ts'
import { tblContract } from './tbl-contract.ts'
import { tblEvaluation } from './tbl-evaluation.ts'
import { tblTendering } from './tbl-tendering.ts'

/**
 * 招标投标法 (TBL, in force 2000-01-01, as amended 2017-12-27) and 招标投标法实施条例 (TBR, in force 2012-02-01, as amended
 * 2019-03-02).
 */
export const cnTbl = parsePack(
  {
    id: 'cn-tbl',
    version: 1,
    name: { en: 'Tendering and bidding law of China', zh: '招标投标法及实施条例' },
    rules: [...tblTendering, ...tblEvaluation, ...tblContract, ...tblBonds],
  },
  cnCode,
)
