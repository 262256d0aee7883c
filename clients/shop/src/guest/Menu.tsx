import { Denied, useDenial } from '../api/Denied';
import { Price } from '../money/Price';
import { type Basket } from './basket';
import { sectionsOf, type Dish, type Section } from './menuSections';
import { Stepper } from './Stepper';
import type { Shop } from './GuestPage';

interface Props {
  readonly dishes: readonly Dish[];
  readonly products: Shop['products'];
  readonly basket: Basket;
}

export function Menu({ dishes, products, basket }: Props) {
  const requires = useDenial('Shop.products');
  const sections = sectionsOf(dishes);
  if (products === null)
    return (
      <p className="notice">
        The menu: <Denied requires={requires ?? 'people who are in the shop'} />
      </p>
    );
  return (
    <>
      <nav className="courses" aria-label="Menu">
        {sections.map(({ name }, index) => (
          <a key={name} href={`#${anchor(index)}`}>
            {name}
          </a>
        ))}
      </nav>
      {sections.map((section, index) => (
        <Course key={section.name} id={anchor(index)} section={section} basket={basket} />
      ))}
    </>
  );
}

const anchor = (index: number) => `course-${String(index + 1)}`;

function Course({ id, section, basket }: { readonly id: string; readonly section: Section; readonly basket: Basket }) {
  return (
    <section className="course" aria-labelledby={id}>
      <h2 id={id}>{section.name}</h2>
      <ul>
        {section.dishes.map((dish) => (
          <DishRow key={dish.id} dish={dish} basket={basket} />
        ))}
      </ul>
    </section>
  );
}

function DishRow({ dish, basket }: { readonly dish: Dish; readonly basket: Basket }) {
  const { id, name, description, price, available, allergens } = dish;
  return (
    <li className={available ? 'dish' : 'dish dish-gone'}>
      <div className="dish-words">
        <h3>{name}</h3>
        {description === null ? null : <p>{description}</p>}
        <Allergens of={allergens} />
      </div>
      <Price of={price} />
      {available ? (
        <Stepper name={name} quantity={basket.quantities[id] ?? 0} onChange={(quantity) => basket.set(id, quantity)} />
      ) : (
        <span className="badge">Not today</span>
      )}
    </li>
  );
}

/** `null`: the shop has not said. */
function Allergens({ of: allergens }: { readonly of: Dish['allergens'] }) {
  if (allergens === null) return <p className="allergens">Allergens: please ask</p>;
  if (allergens.length === 0) return null;
  return <p className="allergens">{allergens.map((each) => each.toLowerCase()).join(' · ')}</p>;
}
