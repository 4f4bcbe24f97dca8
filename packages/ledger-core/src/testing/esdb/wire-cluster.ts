import gossip from '@eventstore/db-client/generated/gossip_pb.js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'

/** Where all nodes listen. */
export const HOST = '127.0.0.1'

/** As the messages of gossip number the states of a node. */
export const NODE = { catchingUp: 4, follower: 6, leader: 8 } as const

interface Member {
  readonly port: number
  readonly state: number
  readonly isAlive: boolean
}

/** What gossip says of the nodes of a cluster. */
export function clusterInfo(members: readonly Member[]) {
  return new gossip.ClusterInfo().setMembersList(
    members.map(({ port, state, isAlive }) =>
      new gossip.MemberInfo()
        .setInstanceId(new shared.UUID().setString('00000000-0000-4000-8000-000000000000'))
        .setTimeStamp('0')
        .setState(state)
        .setIsAlive(isAlive)
        .setHttpEndPoint(new gossip.EndPoint().setAddress(HOST).setPort(port)),
    ),
  )
}

/** What a server of 24.10 says that it can. */
export function supportedMethods() {
  const method = (name: string, list: string[]) =>
    new features.SupportedMethod()
      .setServiceName('event_store.client.streams.streams')
      .setMethodName(name)
      .setFeaturesList(list)
  return new features.SupportedMethods()
    .setEventStoreServerVersion('24.10.0')
    .setMethodsList([
      method('read', ['position', 'events']),
      method('append', []),
      method('batchappend', ['deadline_duration']),
    ])
}
