import { z } from 'zod'
import { Line } from '../../kernel/ids.ts'
import { list, Selection } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The supervisor checks the tender documents (抽查招标文件), and says what it found; nothing is a finding too.
 * Source: 招标投标法 art. 7; 政府采购法 art. 59.
 */
export const documentsSpotChecked = step('DocumentsSpotChecked', {
  data: z.strictObject({ selection: Selection, found: list(Line) }),
})
