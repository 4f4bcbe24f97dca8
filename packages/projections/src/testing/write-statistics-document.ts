import { writeFileSync } from 'node:fs'
import { STATISTICS_DOCUMENT, statisticsDocument } from './statistics-document.ts'

writeFileSync(STATISTICS_DOCUMENT, statisticsDocument())
