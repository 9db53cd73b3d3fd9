/** As nodemailer, and every mail server, takes one without quoting. */
export const MAIL_ADDRESS = /^[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+$/;

export function isMailAddress(text: string): boolean {
  return MAIL_ADDRESS.test(text);
}
