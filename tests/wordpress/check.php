<?php
/**
 * Runs the plugin inside WordPress's own code: its hooks, shortcodes, blocks, escaping and scripts,
 * without a database. `php check.php FOLDER-OF-WORDPRESS`
 */

error_reporting( E_ALL );
set_error_handler(
	function ( $level, $message, $file, $line ) {
		throw new ErrorException( $message, 0, $level, $file, $line );
	}
);

define( 'ABSPATH', rtrim( $argv[1], '/' ) . '/' );
define( 'WPINC', 'wp-includes' );
define( 'WP_CONTENT_DIR', ABSPATH . 'wp-content' );
define( 'WP_CONTENT_URL', 'https://school.example/wp-content' );
define( 'WP_PLUGIN_DIR', dirname( __DIR__, 2 ) . '/widget/wordpress' );
define( 'WP_PLUGIN_URL', WP_CONTENT_URL . '/plugins' );
define( 'WPMU_PLUGIN_DIR', WP_CONTENT_DIR . '/mu-plugins' );
define( 'WP_DEBUG', false );

foreach ( array(
	'version', 'compat', 'load', 'plugin', 'class-wp-object-cache', 'cache', 'functions', 'formatting', 'kses', 'shortcodes', 'l10n', 'link-template', 'general-template',
	'theme', 'class-wp-theme', 'post', 'media', 'http', 'class-wp-dependency', 'class.wp-dependencies', 'class.wp-scripts', 'functions.wp-scripts',
	'class-wp-block-parser', 'class-wp-block-type', 'class-wp-block-type-registry', 'class-wp-block-list', 'class-wp-block',
	'class-wp-block-supports', 'class-wp-block-styles-registry', 'blocks', 'rest-api',
) as $file ) {
	require_once ABSPATH . WPINC . "/$file.php";
}

// The options come from WordPress's object cache, as they do once a database has been read.
wp_cache_init();
wp_cache_set(
	'alloptions',
	array(
		'blog_charset' => 'UTF-8',
		'siteurl'      => 'https://school.example',
		'home'         => 'https://school.example',
		'stylesheet'   => 'none',
		'template'     => 'none',
	),
	'options'
);

$wp_plugin_paths = array();
$may_edit        = false;
function current_user_can( $capability ) {
	return $GLOBALS['may_edit'];
}

/** Runs a check, and ends with the first that does not hold. */
function holds( $what, $is, $expected ) {
	if ( $is !== $expected ) {
		fwrite( STDERR, "$what:\n  is       " . var_export( $is, true ) . "\n  expected " . var_export( $expected, true ) . "\n" );
		exit( 1 );
	}
}

require WP_PLUGIN_DIR . '/sealed-report/sealed-report.php';
do_action( 'init' );

$button = '<report-button partner="school" look="button"><a href="https://report.example/p/school">Report illegal content</a></report-button>';
$short  = '[report_button hotline="https://report.example" partner="school"%s]';
holds( 'the shortcode', do_shortcode( sprintf( $short, '' ) ), $button );
holds( 'a path of the hotline is left out', do_shortcode( '[report_button hotline="https://report.example/partners?x" partner=school]' ), $button );
holds( 'capitals are no other hotline', do_shortcode( '[report_button hotline="HTTPS://Report.Example/P" partner=school]' ), $button );
holds(
	'the block',
	do_blocks( '<!-- wp:sealed-report/button {"hotline":"https://report.example","partner":"school"} /-->' ),
	$button
);
holds(
	'emptied words',
	do_blocks( '<!-- wp:sealed-report/button {"hotline":"https://report.example","partner":"school","text":" "} /-->' ),
	$button
);
holds(
	'everything at once',
	do_shortcode( sprintf( $short, ' text="Illegale Inhalte melden" lang=de accent="#7A1F5C" corner=8' ) ),
	'<report-button partner="school" look="button" lang="de"><a href="https://report.example/p/school?accent=7a1f5c&#038;corner=8#de">Illegale Inhalte melden</a></report-button>'
);
holds( 'the script', array( wp_scripts()->registered['sealed-report']->src, wp_script_is( 'sealed-report' ) ), array( 'https://report.example/embed/v1.js', true ) );

// Nobody who writes a page can write markup into it this way.
$hostile = sealed_report_button(
	array(
		'hotline' => 'https://report.example',
		'partner' => 'school',
		'text'    => '<script>alert(1)</script>" onclick="x',
		'lang'    => '"><script>',
		'accent'  => '"><b',
		'corner'  => "8\n",
	)
);
holds( 'hostile text', $hostile, str_replace( 'Report illegal content', '&lt;script&gt;alert(1)&lt;/script&gt;&quot; onclick=&quot;x', $button ) );
$hotlines = array(
	'javascript:alert(1)',
	'//report.example',
	'report.example',
	'',
	'"><script>',
	// A host that cannot be written in full is not cut to another's.
	'https://report.co_op.org/x',
	'https://report.bücher.example',
	"https://report.example\nx",
	'https://report.example@other.example',
);
foreach ( $hotlines as $hotline ) {
	holds( "the hotline $hotline", sealed_report_button( array( 'hotline' => $hotline, 'partner' => 'school' ) ), '' );
}
foreach ( array( '', 'a b', 'Ä', 'a"', "school\n", str_repeat( 'a', 41 ) ) as $partner ) {
	holds( "the partner $partner", sealed_report_button( array( 'hotline' => 'https://report.example', 'partner' => $partner ) ), '' );
}
$may_edit = true;
holds( 'who may edit is told', str_starts_with( do_shortcode( '[report_button]' ), '<p>Report button: set' ), true );

echo "the plugin holds in WordPress $wp_version, PHP " . PHP_VERSION . "\n";
