/*
    index.ts -- The door of services/mqtt: `ioto-fiber/mqtt`. The MQTT client.
*/

export { MqttError, type MqttErrorCode, type MqttErrorRow, mqttErrors } from './errors.js'
export { MqttRecv } from './message.js'
export { Mqtt } from './mqtt.js'
export { loadMqttJs } from './mqtt-js.js'
export type { PublishOptions } from './mqtt-sending.js'
export type { MqttStatistics } from './mqtt-state.js'
export { AWS_LIMITS, type MqttEvent, type MqttLimits, type MqttOptions, type MqttWill } from './options.js'
export type { QueueLimits } from './outbox.js'
export type { RequestOptions } from './requests.js'
export type { MqttHandler, SubscribeOptions, SubscriptionStatistics } from './subscription.js'
export { Subscription } from './subscription.js'
export { TopicIndex } from './topic-index.js'
export { filterFault, matchTopic, topicFault } from './topics.js'
