// The block in the editor: its settings and the text of the button. sealed-report.php makes the HTML
// for visitors.
((wp) => {
  const { createElement: el, Fragment } = wp.element;
  const { InspectorControls, useBlockProps } = wp.blockEditor;
  const { PanelBody, TextControl } = wp.components;

  const FIELDS = [
    ["hotline", "Hotline", "Its address, such as https://report.hotline.example"],
    ["partner", "Partner", "Your name, as agreed with the hotline"],
    ["text", "Words of the button", "Empty: Report illegal content"],
    ["lang", "Language of the form", "Such as de; empty: as the page"],
    ["accent", "Colour", "Six hexadecimal digits; empty: the form's own"],
    ["corner", "Corners, in pixels", "0 to 24; empty: the form's own"],
  ];

  function Edit({ attributes, setAttributes }) {
    const field = ([name, label, help]) =>
      el(TextControl, {
        key: name,
        label,
        help,
        value: attributes[name],
        onChange: (value) => setAttributes({ [name]: value }),
      });
    const missing = !attributes.hotline || !attributes.partner;
    return el(
      Fragment,
      null,
      el(InspectorControls, null, el(PanelBody, { title: "Report button" }, FIELDS.map(field))),
      el(
        "p",
        useBlockProps(),
        missing ? "Report button: set hotline and partner in the block's settings." : el("u", null, attributes.text),
      ),
    );
  }

  wp.blocks.registerBlockType("sealed-report/button", { edit: Edit, save: () => null });
})(window.wp);
