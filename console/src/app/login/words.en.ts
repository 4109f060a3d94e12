import type { Twin } from '../../shared/i18n';
import type { words as zh } from './words.zh';

export const words: Twin<typeof zh> = {
  title: 'Sign in to Huike',
  email: 'E-mail',
  password: 'Password',
  submit: 'Sign in',
  'email.wrong': 'Please enter a valid e-mail address',
  'password.missing': 'Please enter your password',
  'code.title': 'Two-step verification',
  'code.label': 'Code',
  'code.hint': 'Enter the 6 digits from your authenticator app, or a recovery code.',
  'code.missing': 'Please enter the code',
  'code.submit': 'Verify',
  'code.back': 'Sign in as somebody else',
  spent: 'This sign-in link was used before or has expired. Please use e-mail and password.',
  'refused.email_password_mismatch': 'The e-mail or the password is not right.',
  'refused.incorrect_code': 'The code is not right.',
  'refused.too_many_login_attempts': 'Too many attempts. Please try again in a few minutes.',
  'refused.rate_limited': 'Too many attempts. Please try again in a few minutes.',
  'refused.status_429': 'Too many attempts. Please try again in a few minutes.',
  'refused.status_403': 'This page has expired. Reload it and try again.',
  'refused.network': 'The server does not answer. Check the network, or whether it is running.',
  'refused.other': 'Signing in failed ({{code}}).',
  forgotten: 'Forgot your password? Ask an admin of your workspace to set a new one.',
};
