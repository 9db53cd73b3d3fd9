const MAX_ANSWER_LENGTH = 200;

/** What a server said, in one line without e-mail addresses: servers like to repeat the recipient. */
export function answerLine(answer: string): string {
  return answer
    .replace(/<[^>]*>|\S+@\S+/g, '…')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_ANSWER_LENGTH)
    .toWellFormed();
}
