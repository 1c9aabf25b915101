/** Makes and fills elements. Text gets into the document here alone, and always as text. */

export function byId(id) {
    return document.getElementById(id);
}

/** An element with children, each of which is an element or a text. */
export function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) {
        made.className = className;
    }
    made.append(...children);
    return made;
}

/** A stranger's text: its direction stays its own. */
export function foreign(text) {
    const made = element("bdi", "", text);
    made.dir = "auto";
    return made;
}

/** Sets a text if it is another one: what stays the same is not read aloud again, and a selection in it stays. */
export function setText(target, text) {
    if (target.textContent !== text) {
        target.textContent = text;
    }
}

/** Puts children in the place of those that are there, unless they look the same. */
export function setChildren(target, ...children) {
    const made = element(target.localName, "", ...children);
    if (!sameNodes(made, target)) {
        target.replaceChildren(...made.childNodes);
    }
}

function sameNodes(made, there) {
    if (made.childNodes.length !== there.childNodes.length) {
        return false;
    }
    return [...made.childNodes].every((child, i) => child.isEqualNode(there.childNodes[i]));
}

/** A row of a table: the first cell is the heading of the row. */
export function row(first, ...cells) {
    const heading = element("th", "", first);
    heading.scope = "row";
    return element("tr", "", heading, ...cells.map((cell) => element("td", "", cell)));
}

/** The head of a table. */
export function head(...titles) {
    const cells = titles.map((title) => {
        const cell = element("th", "", title);
        cell.scope = "col";
        return cell;
    });
    return element("thead", "", element("tr", "", ...cells));
}
