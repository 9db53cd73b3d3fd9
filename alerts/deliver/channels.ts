import type { Delivery } from '../../core/incident.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { Mail, MailSender, SendResult } from './send-result.ts';
import type { WebhookCaller } from './webhook.ts';

/** One way to reach somebody. */
export interface Channel<Material> {
  /** What is repeated does harm: the receiver cannot tell that it has it already. */
  readonly repeatsAreSeen: boolean;
  send(delivery: Delivery, material: Material, isRepeat: boolean): Promise<SendResult>;
}

interface Makes<Material, Message> {
  /** Throws for a payload that it does not know. */
  readonly render: (delivery: Delivery, material: Material) => Message;
  /** For when rendering fails: says as little as possible, but says it. */
  readonly renderBare: (delivery: Delivery) => Message;
  readonly logger: Logger;
}

export function mailChannel<Material>(sender: MailSender, makes: Makes<Material, Mail>): Channel<Material> {
  return {
    repeatsAreSeen: true,
    send: (delivery, material, isRepeat) =>
      sender.send({ ...made(makes, delivery, material), deliveryId: delivery.id, to: delivery.to, isRepeat }),
  };
}

/** `render` is told the kind of the webhook. */
export function webhookChannel<Material>(caller: WebhookCaller, makes: Makes<Material, string>): Channel<Material> {
  return {
    repeatsAreSeen: false,
    send: (delivery, material) => caller.call(delivery.to, delivery.id, made(makes, delivery, material)),
  };
}

function made<Material, Message>(
  { render, renderBare, logger }: Makes<Material, Message>,
  delivery: Delivery,
  material: Material,
): Message {
  try {
    return render(delivery, material);
  } catch (error) {
    // The message would quote what it was made of.
    logger.error({ kind: delivery.kind, delivery: delivery.id, type: error instanceof Error ? error.name : 'unknown' }, 'template failed');
    return renderBare(delivery);
  }
}
