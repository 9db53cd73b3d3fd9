/** What became of one message. `answer` is the mail server's last one, or the error's, in one line without addresses. */
export interface SendResult {
  /**
   * accepted: the server took it. refused: it will never take it for this recipient. failed: it did not take it now.
   * in-doubt: the last byte was handed over and no answer came; it may have been delivered.
   */
  readonly kind: 'accepted' | 'refused' | 'failed' | 'in-doubt';
  readonly answer: string;
}

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where an answer goes, if not to the sender. */
  readonly replyTo?: string;
}

export interface OutgoingMail extends Mail {
  /** The Message-ID is made of it: whatever is sent a second time carries the same one. */
  readonly deliveryId: string;
  readonly to: string;
  /** It may have been delivered before. */
  readonly isRepeat: boolean;
}

export interface MailSender {
  /** Never rejects for what the server or the network did. */
  send(mail: OutgoingMail): Promise<SendResult>;
  /** Takes no more; a connection closes when what is on its way over it has ended. */
  close(): void;
}
