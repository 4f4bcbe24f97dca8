import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { projectBundle } from '../../bundle/project-bundle.ts'
import type { RouteContext } from '../context.ts'
import { AFTER_HEADER, awaited, describe } from '../documents.ts'
import { logFreshness } from '../freshness.ts'
import { ProjectParams, parse, TreeSize, withoutAwaited } from '../parameters.ts'
import { runningNotary } from '../running-notary.ts'

const BundleQuery = z.strictObject({
  since: TreeSize.optional().describe(
    'The size of a checkpoint that you kept: the bundle then proves that the log extends it',
  ),
})

/** A project with all that proves it, to be checked offline. */
export function bundleRoutes(app: FastifyInstance, { service, notaryMs, bundleEvents }: RouteContext): void {
  app.get<{ Params: { projectId: string } }>(
    '/v1/projects/:projectId/bundle',
    {
      schema: describe({
        tag: 'Evidence',
        summary: 'Every event of a project with its proof, as a zip: check it with ledger verify, or by hand',
        params: ProjectParams,
        query: awaited(BundleQuery),
        headers: AFTER_HEADER,
        answers: { 200: { as: { 'application/zip': { type: 'string', format: 'binary' } } } },
      }),
    },
    async (request, reply) => {
      const { projectId } = parse(ProjectParams, request.params)
      const { since } = parse(BundleQuery, withoutAwaited(request))
      await logFreshness(service, request)
      const notary = runningNotary(service)
      await notary.waitFor(await service.ledger.store.head(), notaryMs)
      const zip = await projectBundle(service.ledger, notary, projectId, { since, maxEvents: bundleEvents })
      reply.headers({
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="${projectId}.bundle.zip"`,
      })
      return reply.send(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength))
    },
  )
}
