//! Codes as pictures that a door can read.

use qrcode::render::svg;
use qrcode::types::QrError;
use qrcode::{Color, QrCode};

/// The sides of a module of the PNG, in pixels, and the quiet margin, in modules.
const SCALE: usize = 8;
const QUIET: usize = 4;

/// Why a code has no picture.
#[derive(Debug, thiserror::Error)]
pub enum NoPicture {
    /// It does not fit into one.
    #[error(transparent)]
    Code(#[from] QrError),
    /// The picture cannot be written.
    #[error(transparent)]
    Png(#[from] png::EncodingError),
}

/// An SVG picture.
pub fn svg(code: &str) -> Result<String, NoPicture> {
    let picture = QrCode::new(code)?;
    Ok(picture.render::<svg::Color<'_>>().min_dimensions(240, 240).build())
}

/// A PNG picture: one byte for each pixel, in grey.
pub fn png(code: &str) -> Result<Vec<u8>, NoPicture> {
    let picture = QrCode::new(code)?;
    let (modules, width) = (picture.to_colors(), picture.width());
    let side = (width + 2 * QUIET) * SCALE;
    let dark = |x: usize, y: usize| {
        let place = |pixel: usize| (pixel / SCALE).checked_sub(QUIET).filter(|at| *at < width);
        let module = place(y).zip(place(x)).and_then(|(y, x)| modules.get(y * width + x));
        module == Some(&Color::Dark)
    };
    let pixels: Vec<u8> = (0..side * side)
        .map(|pixel| if dark(pixel % side, pixel / side) { 0 } else { u8::MAX })
        .collect();
    let mut bytes = Vec::new();
    let length = u32::try_from(side).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut bytes, length, length);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(bytes)
}
