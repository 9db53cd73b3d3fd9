import { type HTMLInputAutoCompleteAttribute, type HTMLInputTypeAttribute, type ReactNode, useId } from 'react';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with it, said beside it. Give `id` too, so that the error summary can lead here. */
  readonly error?: string | undefined;
  readonly id?: string;
}

interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

/** Label, hint and error around a control, tied together for screen readers. */
export function Field({ label, hint, error, id, children }: FieldProps & { readonly children: (ids: FieldIds) => ReactNode }) {
  const made = useId();
  const own = id ?? made;
  const described = [hint !== undefined && `${own}-hint`, error !== undefined && `${own}-error`].filter((one) => one !== false).join(' ');
  return (
    <div className={error === undefined ? 'govuk-form-group' : 'govuk-form-group govuk-form-group--error'}>
      <label className="govuk-label" htmlFor={own}>
        {label}
      </label>
      {hint !== undefined && (
        <div className="govuk-hint" id={`${own}-hint`}>
          {hint}
        </div>
      )}
      {error !== undefined && (
        <p className="govuk-error-message" id={`${own}-error`}>
          <span className="govuk-visually-hidden">Error:</span> {error}
        </p>
      )}
      {children({ id: own, 'aria-describedby': described || undefined, 'aria-invalid': error === undefined ? undefined : true })}
    </div>
  );
}

interface TextProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: HTMLInputTypeAttribute;
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly inputMode?: 'numeric' | 'url' | 'email' | 'search' | 'text';
  readonly width?: 'short' | 'middle' | 'full';
  readonly maxLength?: number;
}

export function TextField({
  value,
  onChange,
  type = 'text',
  autoComplete = 'off',
  inputMode,
  width = 'middle',
  maxLength,
  ...field
}: TextProps) {
  return (
    <Field {...field}>
      {(ids) => (
        <input
          {...ids}
          className={`govuk-input field-${width}${field.error === undefined ? '' : ' govuk-input--error'}`}
          type={type}
          value={value}
          autoComplete={autoComplete}
          inputMode={inputMode}
          maxLength={maxLength}
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface TextAreaProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
  readonly maxLength?: number;
}

export function TextArea({ value, onChange, rows = 4, maxLength = 2_000, ...field }: TextAreaProps) {
  return (
    <Field {...field}>
      {(ids) => (
        <textarea
          {...ids}
          className={field.error === undefined ? 'govuk-textarea' : 'govuk-textarea govuk-textarea--error'}
          rows={rows}
          maxLength={maxLength}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export interface Choice {
  readonly value: string;
  readonly words: string;
  readonly hint?: string;
}

interface SelectProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly choices: readonly Choice[];
}

export function Select({ value, onChange, choices, ...field }: SelectProps) {
  return (
    <Field {...field}>
      {(ids) => (
        <select
          {...ids}
          className={field.error === undefined ? 'govuk-select' : 'govuk-select govuk-select--error'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
