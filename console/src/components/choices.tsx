import { type ReactNode, useId } from 'react';
import type { Choice } from './field.tsx';

interface FieldsetProps {
  readonly legend: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  /** Of the first choice, so that the error summary can lead here. */
  readonly id?: string;
}

function Fieldset({ legend, hint, error, children }: FieldsetProps & { readonly children: ReactNode }) {
  const own = useId();
  const described = [hint !== undefined && `${own}-hint`, error !== undefined && `${own}-error`].filter((one) => one !== false).join(' ');
  return (
    <div className={error === undefined ? 'govuk-form-group' : 'govuk-form-group govuk-form-group--error'}>
      <fieldset className="govuk-fieldset" aria-describedby={described || undefined}>
        <legend className="govuk-fieldset__legend">{legend}</legend>
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
        {children}
      </fieldset>
    </div>
  );
}

interface RadiosProps extends FieldsetProps {
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of several. */
export function Radios({ choices, value, onChange, id, ...fieldset }: RadiosProps) {
  const own = useId();
  return (
    <Fieldset {...fieldset}>
      <div className="govuk-radios govuk-radios--small">
        {choices.map((choice, at) => {
          const choiceId = at === 0 && id !== undefined ? id : `${own}-${at}`;
          return (
            <div className="govuk-radios__item" key={choice.value}>
              <input
                className="govuk-radios__input"
                type="radio"
                id={choiceId}
                name={own}
                checked={value === choice.value}
                onChange={() => onChange(choice.value)}
                aria-describedby={choice.hint === undefined ? undefined : `${choiceId}-hint`}
              />
              <label className="govuk-label govuk-radios__label" htmlFor={choiceId}>
                {choice.words}
              </label>
              {choice.hint !== undefined && (
                <div className="govuk-hint govuk-radios__hint" id={`${choiceId}-hint`}>
                  {choice.hint}
                </div>
              )}
            </div>
          );
        })}
      </div>
    </Fieldset>
  );
}

interface CheckboxesProps extends FieldsetProps {
  readonly choices: readonly Choice[];
  readonly values: readonly string[];
  readonly onChange: (values: string[]) => void;
}

/** Any of several. */
export function Checkboxes({ choices, values, onChange, id, ...fieldset }: CheckboxesProps) {
  const own = useId();
  return (
    <Fieldset {...fieldset}>
      <div className="govuk-checkboxes govuk-checkboxes--small">
        {choices.map((choice, at) => (
          <CheckboxItem
            key={choice.value}
            id={at === 0 && id !== undefined ? id : `${own}-${at}`}
            choice={choice}
            isOn={values.includes(choice.value)}
            onChange={(isOn) => onChange(isOn ? [...values, choice.value] : values.filter((value) => value !== choice.value))}
          />
        ))}
      </div>
    </Fieldset>
  );
}

interface CheckboxItemProps {
  readonly id: string;
  readonly choice: Choice;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function CheckboxItem({ id, choice, isOn, onChange }: CheckboxItemProps) {
  return (
    <div className="govuk-checkboxes__item">
      <input
        className="govuk-checkboxes__input"
        type="checkbox"
        id={id}
        checked={isOn}
        onChange={(event) => onChange(event.target.checked)}
        aria-describedby={choice.hint === undefined ? undefined : `${id}-hint`}
      />
      <label className="govuk-label govuk-checkboxes__label" htmlFor={id}>
        {choice.words}
      </label>
      {choice.hint !== undefined && (
        <div className="govuk-hint govuk-checkboxes__hint" id={`${id}-hint`}>
          {choice.hint}
        </div>
      )}
    </div>
  );
}

/** One thing that is on or off. */
export function Checkbox({
  words,
  hint,
  isOn,
  onChange,
}: {
  words: string;
  hint?: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  const choice = { value: words, words, ...(hint !== undefined && { hint }) };
  return (
    <div className="govuk-form-group">
      <div className="govuk-checkboxes govuk-checkboxes--small">
        <CheckboxItem id={useId()} choice={choice} isOn={isOn} onChange={onChange} />
      </div>
    </div>
  );
}
