import { ProductRepository } from './product.repository.js';
import { ProductResolver } from './product.resolver.js';
import { ProductService } from './product.service.js';

export const productsProviders = [ProductRepository, ProductService, ProductResolver];
