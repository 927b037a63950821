<?php
/**
 * Plugin Name: Sealed Report
 * Description: A hotline's report button, as a block and as the shortcode [report_button].
 * Version: 0.1.0
 * Requires at least: 6.1
 * Requires PHP: 7.4
 * License: MIT OR Apache-2.0
 */

defined( 'ABSPATH' ) || exit;

add_action( 'init', 'sealed_report_init' );

function sealed_report_init() {
	add_shortcode( 'report_button', 'sealed_report_button' );
	register_block_type( __DIR__, array( 'render_callback' => 'sealed_report_button' ) );
}

/**
 * The button for the shortcode and for the block, which have the same attributes and markup.
 *
 * Without a valid hotline and partner there is no button, because its link would lead nowhere. Users
 * who may edit the page get a note instead.
 */
function sealed_report_button( $attributes ) {
	$words  = 'Report illegal content';
	$given  = shortcode_atts(
		array(
			'hotline' => '',
			'partner' => '',
			'text'    => $words,
			'lang'    => '',
			'accent'  => '',
			'corner'  => '',
		),
		$attributes
	);
	$origin = sealed_report_origin( $given['hotline'] );
	if ( '' === $origin || ! preg_match( '/^[a-z0-9-]{1,40}$/D', $given['partner'] ) ) {
		return current_user_can( 'edit_posts' )
			? '<p>Report button: set the hotline (https://…) and the partner (lower-case letters, digits, hyphens).</p>'
			: '';
	}
	wp_enqueue_script( 'sealed-report', $origin . '/embed/v1.js', array(), null, array( 'strategy' => 'async', 'in_footer' => true ) );
	$lang = preg_match( '/^[A-Za-z0-9-]{2,35}$/D', $given['lang'] ) ? $given['lang'] : '';
	return sprintf(
		'<report-button partner="%s" look="button"%s><a href="%s">%s</a></report-button>',
		esc_attr( $given['partner'] ),
		'' === $lang ? '' : sprintf( ' lang="%s"', esc_attr( $lang ) ),
		esc_url( $origin . '/p/' . $given['partner'] . sealed_report_query( $given ) . ( '' === $lang ? '' : '#' . $lang ) ),
		esc_html( '' === trim( $given['text'] ) ? $words : $given['text'] )
	);
}

/** The origin of a hotline's address; empty if it is not one. */
function sealed_report_origin( $url ) {
	return preg_match( '~^(https?://[a-z0-9.:\[\]-]+)(?:[/?#]|$)~D', strtolower( trim( $url ) ), $found ) ? $found[1] : '';
}

/** The query with the colour and the corners of the form; empty if neither is set. */
function sealed_report_query( $given ) {
	$accent = ltrim( $given['accent'], '#' );
	$tokens = array();
	if ( preg_match( '/^[0-9A-Fa-f]{6}$/D', $accent ) ) {
		$tokens[] = 'accent=' . strtolower( $accent );
	}
	if ( preg_match( '/^[0-9]{1,2}$/D', $given['corner'] ) ) {
		$tokens[] = 'corner=' . $given['corner'];
	}
	return $tokens ? '?' . implode( '&', $tokens ) : '';
}
