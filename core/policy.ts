import Type from 'typebox';

/** Placeholder shape while the policy model is being written; replaced in the next commit. */
export const PolicyDocumentSchema = Type.Object({});
export type PolicyDocument = Type.Static<typeof PolicyDocumentSchema>;
