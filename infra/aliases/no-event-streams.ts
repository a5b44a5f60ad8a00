/**
 * Event streams are what S3 Select and the like answer; nothing here asks for one. The SDK loads them by a dynamic import, which in a bundle of
 * one file keeps all that they stand on from being shaken.
 */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;
export const eventStreamSerdeProvider = (): never => {
  throw new Error('event streams are not read here');
};
export const EventStreamSerde = eventStreamSerdeProvider;
