import { z } from 'zod'
import { refuse } from '../../kernel/refusal.ts'
import { Document, listOf1, Ordinal } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * A version of the tender documents is handed out (招标文件发布).
 * Source: 招标投标法 art. 19, 招标投标法实施条例 art. 16. Refuses: VERSION_EXISTS.
 */
export const tenderDocumentsPublished = step('TenderDocumentsPublished', {
  data: z.strictObject({ version: Ordinal, documents: listOf1(Document) }),

  decide({ documentsVersion }, { version }) {
    if (version <= documentsVersion)
      return refuse('VERSION_EXISTS', `version ${documentsVersion} is published; ${version} must be greater`)
  },

  evolve(project, { version }) {
    project.documentsVersion = Math.max(project.documentsVersion, version)
  },
})
