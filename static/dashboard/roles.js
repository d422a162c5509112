/** Who speaks in a conversation, by the wire's word for it: never told apart by colour alone. */

export const ROLES = {
  user: { key: "role.lead", icon: "lead" },
  assistant: { key: "role.ai", icon: "ai" },
  human: { key: "role.person", icon: "person" },
};
